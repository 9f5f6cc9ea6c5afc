package dev.sluice.bench.load;

import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Meter;
import dev.sluice.bench.rig.Script;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.PollingId;
import dev.sluice.call.Request;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.gateway.ProviderFactory;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.errors.UnrecognizedErrors;
import dev.sluice.wire.RequestRecords;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Calls the provider with the gateway's own HTTP client and codec and nothing else: no more calls a
 * second can come out of a gateway on the same machine. One round at a time; used by one thread.
 */
public final class DirectCalls implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final String PROVIDER = "direct";
  private static final Subject SUBJECT = new Subject("provider", PROVIDER, Map.of());

  private static final int MAX_BODY_BYTES = 1 << 20;

  private final Providers providers;

  /** They stream nothing. */
  private static final Duration READ_EVERY = Duration.ofMillis(50);

  private final Provider provider;
  private final Target target;
  private final Request request;
  private final Meter meter;
  private final int width;

  /**
   * @param width how many calls are under way at the same time
   */
  public DirectCalls(String providerUrl, Script script, Requests requests, Meter meter, int width) {
    URI base = URI.create(providerUrl + "/" + script.path() + "/v1");
    providers =
        ProviderFactory.open(
            List.of(
                new ProviderSettings(
                    PROVIDER,
                    ProviderKind.OPENAI,
                    base,
                    null,
                    List.of(),
                    Map.of(),
                    ProviderSettings.MAX_COMPLETION_TOKENS,
                    width)),
            Map.of(),
            UnrecognizedErrors.NOBODY,
            InstantSource.system(),
            MAX_BODY_BYTES,
            READ_EVERY);
    this.provider = Objects.requireNonNull(providers.find(PROVIDER)).provider();
    this.target =
        new Target(
            PROVIDER, PROVIDER, "bench-1", Sampling.NONE.withMaxOutputTokens(4_096), null, TIMEOUT);
    this.request = RequestRecords.fromRecord(requests.request("direct"));
    this.meter = meter;
    this.width = width;
  }

  /** As fast as they are answered. */
  public Round saturate(Duration warmUp, Duration span) throws InterruptedException {
    Flow flow = start(new ClosedLoop(width), DueTimes.MOST);
    Round round = flow.measure(warmUp, span);
    flow.stop(TIMEOUT);
    return flow.updated(round);
  }

  /** So many at once. */
  public Flow burst(int count) {
    return start(new Burst(count), count);
  }

  private Flow start(Pacing pacing, int most) {
    Recorder recorder = new Recorder(pacing);
    return new Flow(
        SUBJECT,
        pacing,
        recorder,
        meter,
        new Flow.Feed() {
          @Override
          public void publish(int number) {
            call(number, recorder);
          }

          @Override
          public void flush() {}
        },
        most,
        0);
  }

  private void call(int number, Recorder recorder) {
    Attempt attempt =
        new Attempt(
            PROVIDER + "-" + number,
            1,
            AcceptedRequest.of(
                new PollingId(PROVIDER, number % GatewayConfig.PARTITIONS, Instant.EPOCH, number),
                PROVIDER,
                request,
                null),
            target,
            target.sampling(),
            request,
            Instant.now().plus(TIMEOUT),
            0,
            List.of());
    var unused =
        provider.start(
            attempt,
            TIMEOUT,
            outcome ->
                recorder.arrived(
                    outcome instanceof Outcome.Answered ? Leg.ANSWERED : Leg.FAILED,
                    number,
                    System.nanoTime()));
  }

  @Override
  public void close() {
    providers.close();
  }
}
