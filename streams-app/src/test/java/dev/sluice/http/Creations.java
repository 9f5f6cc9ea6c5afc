package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import dev.sluice.view.Events;
import dev.sluice.view.RecentVerdicts;
import dev.sluice.view.Replicas;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewRow;
import dev.sluice.wire.RequestLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** A server that takes requests, with a topic and verdicts under the test's control. */
final class Creations implements AutoCloseable {
  static final String BODY = "{\"model\":\"chat\",\"input\":\"hi\",\"background\":true}";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final Gateway.FakeView view = new Gateway.FakeView();
  final RecentVerdicts verdicts = new RecentVerdicts("sluice.requests", Runnable::run);
  final RowWatchers watchers = new RowWatchers();
  final List<CompletionRequest> published = new CopyOnWriteArrayList<>();
  final List<Ingress.Appended> places = new CopyOnWriteArrayList<>();
  volatile boolean here = true;
  volatile List<String> elsewhere = List.of();
  volatile boolean away;

  /** What the gateway makes of each that is published; by default it accepts. */
  volatile Consumer<Ingress.Appended> decision = this::accept;

  private final @Nullable Peers peers;
  private final QueryService service;

  Creations() {
    this(null, Duration.ofSeconds(10));
  }

  Creations(@Nullable Peers peers, Duration patience) {
    this.peers = peers;
    HashedApiKeys keys = new HashedApiKeys();
    keys.put(Events.TENANT, Map.of(HashedApiKeys.hash(Gateway.KEY), "web"));
    keys.markReady();
    Replicas replicas = new FakeReplicas();
    List<Endpoints> endpoints = new ArrayList<>();
    if (peers != null) {
      endpoints.add(new Hop(keys, Gateway.IDS, replicas, peers));
    }
    endpoints.add(
        new CreateApi(
            keys,
            Gateway.IDS,
            new FakeIngress(),
            new CommittedView(view, verdicts, watchers, replicas),
            peers,
            new CreationSettings(new RequestLimits(10, 10_000), patience, patience),
            () -> Events.ENDED_AT.plusNanos(System.nanoTime() - START)));
    endpoints.add(
        new ResponsesApi(
            keys,
            Gateway.IDS,
            new ResponsesApi.Backend(
                view, watchers, new Gateway.FakeCommands(), new Gateway.FakeRequests()),
            new PollingSettings(
                Gateway.TIME_TO_LIVE, Gateway.RETENTION, patience, 100, Duration.ofSeconds(15)),
            () -> Events.ENDED_AT,
            new SimpleMeterRegistry()));
    service = new QueryService("127.0.0.1", 0, endpoints);
    service.start();
  }

  private static final long START = System.nanoTime();

  @Override
  public void close() {
    service.close();
    if (peers != null) {
      peers.close();
    }
  }

  String address() {
    return "127.0.0.1:" + service.port();
  }

  HttpResponse<String> create(String body, String... headers) {
    return send(post(body, headers));
  }

  HttpRequest post(String body, String... headers) {
    HttpRequest.Builder post =
        request("/v1/responses").POST(HttpRequest.BodyPublishers.ofString(body));
    return (headers.length == 0 ? post : post.headers(headers)).build();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + address() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + Gateway.KEY);
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  // What the gateway decides

  static String id(Ingress.Appended place) {
    return Gateway.IDS.issue(place.tenant(), place.partition(), place.at(), place.offset());
  }

  void accept(Ingress.Appended place) {
    PollingEvent event = Events.accepted(id(place)).setSource(source(place)).build();
    view.rows.put(id(place), new ViewRow.Pending(event));
    verdicts.decided(event);
  }

  void reject(Ingress.Appended place, ErrorRecord.Builder error) {
    verdicts.rejected(metadata(place), error.setSource(source(place)).build());
  }

  void complete(Ingress.Appended place) {
    String id = id(place);
    ViewRow row = new ViewRow.Completed(Events.result(id, Events.text("Bonjour")).build());
    view.rows.put(id, row);
    watchers.changed(metadata(place), id, null, row);
  }

  static Source source(Ingress.Appended place) {
    return new Source("sluice.requests", place.partition(), place.offset(), 1L);
  }

  private static RecordMetadata metadata(Ingress.Appended place) {
    return new RecordMetadata() {
      @Override
      public String topic() {
        return "sluice.results";
      }

      @Override
      public int partition() {
        return place.partition();
      }

      @Override
      public long offset() {
        return 0;
      }
    };
  }

  Optional<PollingId> verified(String id) {
    return Gateway.IDS.verify(id, Events.TENANT);
  }

  private final class FakeReplicas implements Replicas {
    @Override
    public boolean isHere(int partition) {
      return here;
    }

    @Override
    public List<String> elsewhere(int partition) {
      return elsewhere;
    }
  }

  private final class FakeIngress implements Ingress {
    private @Nullable CompletionRequest encoded;

    @Override
    public byte[] encode(CompletionRequest request) throws NotPublishedException {
      if (away) {
        throw new NotPublishedException("the broker is away", null);
      }
      encoded = request;
      return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CompletableFuture<Appended> publish(
        String tenant, byte[] request, @Nullable String traceparent) {
      published.add(Objects.requireNonNull(encoded));
      Appended place = new Appended(tenant, 3, published.size(), Events.ACCEPTED_AT);
      places.add(place);
      decision.accept(place);
      return CompletableFuture.completedFuture(place);
    }
  }
}
