package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.LimitUse;
import dev.sluice.admission.Metric;
import dev.sluice.client.ClientSession;
import dev.sluice.client.LimiterState;
import dev.sluice.config.Settings;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Limits are exact when bursts come in four partitions at two gateways, one of which is killed in
 * between. Counted from the append times of the requests' own topic, by brute force.
 */
class BurstIT {
  /** So much in so long; what comes beyond is refused. */
  private record Rate(int amount, Duration window, String label) {}

  private static final Rate HOURLY = new Rate(700, Duration.ofHours(1), "1h");
  private static final Rate SCARCE = new Rate(1, Duration.ofHours(1), "1h");
  private static final Rate ROLLING = new Rate(25, Duration.ofSeconds(1), "1s");
  private static final Map<String, Rate> RATES =
      Map.of("acme", HOURLY, "globex", SCARCE, "initech", ROLLING);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldAdmitExactlyWhatTheLimitsAllowWhenAGatewayIsKilledUnderABurst() throws Exception {
    burst("burst.", 3_000, Duration.ofMinutes(1));
  }

  @Test
  @Tag("soak")
  void shouldAdmitExactlyWhatTheLimitsAllowOf50000RequestsWhenAGatewayIsKilled() throws Exception {
    burst("long-burst.", 50_000, Duration.ofMinutes(10));
  }

  private void burst(String prefix, int requests, Duration patience) throws Exception {
    // Given
    List<String> ids = IntStream.range(0, requests).mapToObj(number -> "r-" + number).toList();
    int half = requests / 2;
    try (Client client = CLUSTER.client(prefix);
        GatewayProcess second = gateway(prefix, "g2")) {
      try (GatewayProcess first = gateway(prefix, "g1")) {
        publish(client, ids.subList(0, half));
        await(patience).until(() -> decided(client).size() > half / 3);

        // When
        first.kill();
        publish(client, ids.subList(half, half + half / 2));
      }
      try (GatewayProcess again = gateway(prefix, "g1")) {
        publish(client, ids.subList(half + half / 2, requests));
        await(patience).until(() -> decided(client).size() >= requests && haveEnded(client));
        again.stop();
        second.stop();
      }

      // Then
      assertThat(decided(client)).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(client.errors.values())
          .extracting(error -> error.getFailure().getStatus())
          .containsOnly(429);
      assertExact(prefix, client);
      assertSettled(prefix, client);
    }
  }

  private void publish(Client client, List<String> ids) {
    List<CompletionRequest> requests =
        ids.stream().map(id -> Client.request(id, "chat").build()).toList();
    client.publishesAll(List.of("acme", "globex", "initech"), requests);
  }

  private static ConditionFactory await(Duration patience) {
    return Awaitility.await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(250))
        .atMost(patience);
  }

  private static List<String> accepted(Client client) {
    return client.polling.values().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .map(PollingEvent::getRequestId)
        .toList();
  }

  private static List<String> decided(Client client) {
    List<String> ids = new ArrayList<>(accepted(client));
    client.errors.values().stream().map(ErrorRecord::getRequestId).forEach(ids::add);
    return ids;
  }

  private static boolean haveEnded(Client client) {
    return client.results.values().size() >= accepted(client).size();
  }

  private record Appended(String tenant, String requestId, long atMs) {}

  /** In the order of their partitions, by the limiter's clock, which never goes back. */
  private static List<Appended> appended(String prefix) {
    List<Appended> appended = new ArrayList<>();
    Map<Integer, Long> clocks = new HashMap<>();
    try (Topic<CompletionRequest> requests =
        new Topic<>(
            CLUSTER.bootstrapServers(),
            Map.of("schema.registry.url", CLUSTER.registryUrl(), "specific.avro.reader", true),
            prefix + "requests",
            CompletionRequest.class)) {
      requests
          .records()
          .forEach(
              record -> {
                long at = clocks.merge(record.partition(), record.timestamp(), Math::max);
                String id = ((CompletionRequest) record.value()).getRequestId();
                appended.add(new Appended(record.key(), id, at));
              });
    }
    return appended;
  }

  /**
   * No window of the rate's length holds more than the amount, and a refused request would have
   * been one too many in a window that is longer by one sub-bucket.
   */
  private static void assertExact(String prefix, Client client) {
    Set<String> accepted = new HashSet<>(accepted(client));
    Map<String, List<Appended>> byTenant =
        appended(prefix).stream().collect(Collectors.groupingBy(Appended::tenant));
    assertThat(byTenant.keySet()).isEqualTo(RATES.keySet());
    byTenant.forEach(
        (tenant, requests) -> {
          Rate rate = Objects.requireNonNull(RATES.get(tenant));
          long window = rate.window().toMillis();
          List<Long> admitted = new ArrayList<>();
          for (Appended request : requests) {
            if (accepted.contains(request.requestId())) {
              admitted.add(request.atMs());
              assertThat(admitted.stream().filter(at -> at >= request.atMs() - window).count())
                  .as("%s until %d", tenant, request.atMs())
                  .isLessThanOrEqualTo(rate.amount());
            } else {
              assertThat(
                      admitted.stream()
                          .filter(at -> 60 * (request.atMs() - at) < 61 * window)
                          .count())
                  .as("%s's %s was refused", tenant, request.requestId())
                  .isGreaterThanOrEqualTo(rate.amount());
            }
          }
          if (!rate.equals(ROLLING)) {
            assertThat(admitted).hasSize(Math.min(rate.amount(), requests.size()));
          }
        });
  }

  /** Nothing is set aside any more, and what is used is what was told. */
  private void assertSettled(String prefix, Client client) throws Exception {
    Map<String, Long> tokens = new HashMap<>();
    for (CompletionResult result : client.results.values()) {
      result
          .getAttempts()
          .forEach(attempt -> tokens.merge(result.getTenant(), used(attempt), Long::sum));
    }
    for (PollingEvent event : client.polling.values()) {
      if (event.getLate() != null) {
        tokens.merge(event.getTenant(), used(event.getLate()), Long::sum);
      }
    }
    Settings settings = RealCluster.settings(config(prefix, "g1"));
    try (ClientSession session = ClientSession.open(settings)) {
      LimiterState state = new LimiterState(session, settings, InstantSource.system());
      for (String tenant : RATES.keySet()) {
        List<LimitStatus> use = new ArrayList<>();
        state
            .rows(tenant::equals)
            .values()
            .forEach(
                rows ->
                    use.addAll(
                        LimitUse.of(
                            tenant,
                            Objects.requireNonNull(settings.policies(1).get(tenant)),
                            rows,
                            Instant.now().toEpochMilli())));
        assertThat(use).isNotEmpty().allSatisfy(s -> assertThat(s.reserved()).isZero());
        assertThat(use)
            .filteredOn(status -> status.limit().metric() == Metric.TOKENS)
            .extracting(LimitStatus::used)
            .containsExactly(tokens.get(tenant));
      }
    }
  }

  private static long used(dev.sluice.v1.Attempt attempt) {
    return attempt.getUsage() == null
        ? 0
        : attempt.getUsage().getInputTokens() + attempt.getUsage().getOutputTokens();
  }

  private GatewayProcess gateway(String prefix, String name) throws Exception {
    return GatewayProcess.start(dir, name, config(prefix, name));
  }

  private String config(String prefix, String name) {
    return CLUSTER
            .config(
                prefix,
                dir.resolve(name),
                """
                topics: {prefix: %s, partitions: 4, create: true}
                dispatch: {lease: 3s, sweep: 1s, max_queued_per_tenant: 100000}
                providers:
                  echo: {kind: echo}
                routes:
                  chat:
                    targets: [{provider: echo, model: swift-1, extra_body: {echo: {delay: 20ms}}}]
                tenants:
                """
                    .formatted(prefix))
            .replace("instance: test", "instance: " + name)
            .replaceFirst(
                "kafka:",
                "kafka:\n  consumer.session.timeout.ms: 6000\n  consumer.heartbeat.interval.ms: 500")
        + RATES.entrySet().stream().map(BurstIT::tenant).collect(Collectors.joining());
  }

  private static String tenant(Map.Entry<String, Rate> rate) {
    return """
          %s:
            limits:
              - {per: tenant, metric: requests, amount: %d, window: %s}
              - {per: tenant, metric: tokens, amount: 1000000000, window: 1h}
              - {per: tenant, metric: concurrent, amount: 1000000}
        """
        .formatted(rate.getKey(), rate.getValue().amount(), rate.getValue().label());
  }
}
