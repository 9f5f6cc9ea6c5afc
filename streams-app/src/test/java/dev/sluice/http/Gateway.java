package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.view.Events;
import dev.sluice.view.Lookup;
import dev.sluice.view.RecentActivity;
import dev.sluice.view.ViewReader;
import dev.sluice.view.ViewRow;
import io.javalin.config.RoutesConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A query service on a free port, with what it asks under the test's control. */
final class Gateway implements AutoCloseable {
  static final String KEY = "sk-acme";
  static final String OTHER_KEY = "sk-other";
  static final Duration TIME_TO_LIVE = Duration.ofHours(1);
  static final Duration RETENTION = Duration.ofHours(2);
  static final PollingIds IDS =
      new PollingIds(
          "sluice.requests", 1, Map.of(1, "0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
  static final String ID = IDS.issue(Events.TENANT, 0, Events.ACCEPTED_AT, 7);

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final FakeView view = new FakeView();
  final FakeHealth health = new FakeHealth();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  volatile Instant now = Events.ENDED_AT;
  private final QueryService service;

  /** Knows the keys of two tenants. */
  Gateway() {
    this(twoTenants());
  }

  Gateway(ApiKeys keys) {
    service =
        new QueryService(
            "127.0.0.1",
            0,
            List.of(
                new ResponsesApi(keys, IDS, view, TIME_TO_LIVE, RETENTION, () -> now),
                new OperationsApi(health, keys, new RecentActivity(() -> now)::now, registry),
                Gateway::addBroken));
    service.start();
  }

  @Override
  public void close() {
    service.close();
  }

  int port() {
    return service.port();
  }

  HttpResponse<String> poll(String id, String apiKey) {
    return send(request("/v1/responses/" + id).header("Authorization", "Bearer " + apiKey).build());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return MAPPER.readTree(response.body());
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(response.body(), malformed);
    }
  }

  static ViewRow completed() {
    return new ViewRow.Completed(Events.result(ID, Events.text("Bonjour")).build());
  }

  private static ApiKeys twoTenants() {
    HashedApiKeys keys = new HashedApiKeys();
    keys.put(Events.TENANT, Map.of(HashedApiKeys.hash(KEY), "default"));
    keys.put("other", Map.of(HashedApiKeys.hash(OTHER_KEY), "default"));
    keys.markReady();
    return keys;
  }

  private static void addBroken(RoutesConfig routes) {
    routes.get(
        "/broken/exception",
        ctx -> {
          throw new IllegalStateException("a secret of the inside");
        });
    routes.get(
        "/broken/error",
        ctx -> {
          throw new LinkageError("a secret of the inside");
        });
  }

  static final class FakeView implements ViewReader {
    final Map<String, ViewRow> rows = new ConcurrentHashMap<>();
    volatile boolean caughtUp = true;
    volatile boolean unknown;
    volatile boolean answersAnything;

    @Override
    public Lookup find(PollingId id) {
      if (unknown) {
        return new Lookup.Unknown("NOT_PRESENT");
      }
      ViewRow row = answersAnything ? completed() : rows.get(id.text());
      return row == null ? new Lookup.Absent() : new Lookup.Found(row);
    }

    @Override
    public boolean isCaughtUp(int partition) {
      return caughtUp;
    }
  }

  static final class FakeHealth implements Health {
    volatile boolean live = true;
    volatile List<String> reasons = List.of();

    @Override
    public boolean isLive() {
      return live;
    }

    @Override
    public List<String> notReady() {
      return reasons;
    }
  }
}
