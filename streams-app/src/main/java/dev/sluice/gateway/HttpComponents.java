package dev.sluice.gateway;

import dev.sluice.config.HttpSettings;
import dev.sluice.config.Settings;
import dev.sluice.config.TlsSettings;
import dev.sluice.http.AnswerSources;
import dev.sluice.http.CommittedView;
import dev.sluice.http.CreateApi;
import dev.sluice.http.CreationSettings;
import dev.sluice.http.Endpoints;
import dev.sluice.http.LiveAnswers;
import dev.sluice.http.OperatorsKey;
import dev.sluice.http.PeerClient;
import dev.sluice.http.PeerRouter;
import dev.sluice.http.PollHandler;
import dev.sluice.http.PollingSettings;
import dev.sluice.http.PublishedRequests;
import dev.sluice.http.ResponseSources;
import dev.sluice.http.ServerSettings;
import dev.sluice.http.StreamBuffers;
import dev.sluice.http.Tls;
import dev.sluice.http.Topics;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.provider.Secret;
import dev.sluice.wire.RequestLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the HTTP server, from the configuration.
 *
 * @param peers null if this process answers for its own partitions only
 */
record HttpComponents(
    Settings settings,
    HttpAccess access,
    CommittedView view,
    WaiterRegistry waiting,
    @Nullable PeerClient peers,
    LiveAnswers live,
    InstantSource clock) {

  /** A deadline is looked at once in a sweep, and its partition may be on its way then. */
  private static final Duration OVERDUE = Duration.ofMinutes(1);

  PollHandler polls(PublishedRequests requests) {
    PollingSettings polling =
        new PollingSettings(
            settings.view().resultsTtl(),
            settings.view().retention(),
            settings.http().maxWait(),
            settings.http().keepAlive(),
            OVERDUE);
    PeerRouter router = new PeerRouter(access.ids(), view.replicas(), peers, waiting, clock);
    return new PollHandler(
        new ResponseSources(access.ids(), view.rows(), requests, live),
        answers(),
        polling,
        waiting,
        router,
        clock);
  }

  private AnswerSources answers() {
    return new AnswerSources(access.ids(), view, peers, clock);
  }

  Endpoints creation(Topics topics, PollHandler polls) {
    RequestLimits limits =
        new RequestLimits(
            settings.requests().maxMessages(), (int) settings.requests().maxSize().bytes());
    CreationSettings creation =
        new CreationSettings(
            limits,
            maxBodyBytes(settings),
            settings.http().decisionTimeout(),
            OVERDUE,
            settings.http().keepAlive());
    return new CreateApi(access.keys(), topics, answers(), polls, creation);
  }

  static StreamBuffers buffers(HttpSettings http, MeterRegistry metrics) {
    return new StreamBuffers(http.streamBuffer().bytes(), http.streamBuffers().bytes(), metrics);
  }

  static OperatorsKey operators(HttpSettings http) {
    Secret key = http.operatorsKey();
    return key == null ? OperatorsKey.NONE : new OperatorsKey(key.reveal());
  }

  static ServerSettings server(Settings settings) throws StartException {
    HttpSettings http = settings.http();
    return new ServerSettings(
        http.host(),
        http.port(),
        maxBodyBytes(settings),
        (int) http.maxHeaderSize().bytes(),
        http.maxConnections(),
        http.idleTimeout(),
        tls(http.tls()),
        http.cors().origins());
  }

  /** JSON is longer than the record that it becomes, most of all with Base64. */
  private static long maxBodyBytes(Settings settings) {
    return settings.requests().maxSize().bytes() / 2 * 3;
  }

  /** Null if this process answers for its own partitions only. */
  static @Nullable PeerClient peers(HttpSettings http) throws StartException {
    Secret secret = http.clusterSecret();
    if (secret == null || http.asOneOfMany() == null) {
      return null;
    }
    TlsSettings tls = http.tls();
    try {
      return new PeerClient(
              secret.reveal(),
              tls.isOn() ? Tls.client(tls.peerCertificates()) : null,
              http.maxConnections())
          .start();
    } catch (IllegalArgumentException unfit) {
      throw unfit(unfit);
    }
  }

  private static SslContextFactory.@Nullable Server tls(TlsSettings tls) throws StartException {
    try {
      if (tls.keystore() != null) {
        Secret password = tls.keystorePassword();
        return Tls.ofKeyStore(tls.keystore(), password == null ? null : password.reveal());
      }
      return tls.certificate() == null
          ? null
          : Tls.ofPem(tls.certificate(), Objects.requireNonNull(tls.key()));
    } catch (IllegalArgumentException unfit) {
      throw unfit(unfit);
    }
  }

  private static StartException unfit(IllegalArgumentException unfit) {
    return new StartException(ExitStatus.CONFIGURATION, "http.tls: " + unfit.getMessage(), unfit);
  }
}
