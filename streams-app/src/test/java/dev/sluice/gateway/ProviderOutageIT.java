package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A provider takes calls and answers none. */
class ProviderOutageIT {
  private static final int EACH = 10;

  private static final String CONFIG =
      """
      topics: {prefix: hanging., partitions: 1, create: true}
      providers:
        hanging: %s
        healthy: %s
      routes:
        patient: {targets: [{provider: hanging, model: swift-1}]}
        other: {targets: [{provider: healthy, model: swift-1}]}
        chat:
          targets:
            - {provider: hanging, model: swift-1, timeout: 1s}
            - {name: second, provider: healthy, model: swift-1}
      tenants: {acme: {}}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir static Path stateDir;

  private static CountingProvider hanging;
  private static CountingProvider healthy;
  private static Gateway gateway;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    hanging = CountingProvider.start(Duration.ZERO);
    healthy = CountingProvider.start(Duration.ZERO);
    String few = hanging.settings("g1").replace("max_in_flight: 1000", "max_in_flight: 5");
    gateway =
        RealCluster.start(
            CLUSTER.config("hanging.", stateDir, CONFIG.formatted(few, healthy.settings("g1"))));
    client = CLUSTER.client("hanging.");
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
    hanging.close();
    healthy.close();
  }

  @Test
  void shouldHoldUpNoOtherProviderWhenOneHangs() {
    // Given
    hanging.hold();
    publish("patient");
    await().until(() -> hanging.underWay() == 5);

    // When
    publish("other");

    // Then
    await().until(() -> results("other").size() == EACH);
    assertThat(results("patient")).isEmpty();
    hanging.release();
    await().until(() -> results("patient").size() == EACH);
    assertThat(hanging.repeats()).noneMatch(each -> each.after().requestId().startsWith("patient"));
  }

  @Test
  void shouldGoOnToTheNextTargetWhenAProviderHangs() {
    // Given
    hanging.hold();

    // When
    publish("chat");

    // Then
    await().until(() -> results("chat").size() == EACH);
    assertThat(results("chat"))
        .allSatisfy(
            result -> {
              assertThat(result.getTarget()).isEqualTo("second");
              assertThat(result.getAttempts().get(0).getFailure().getTypePath())
                  .containsExactly("provider", "timeout");
            });
    hanging.release();
  }

  private static void publish(String route) {
    List<CompletionRequest> requests =
        IntStream.range(0, EACH)
            .mapToObj(number -> Client.named(route + number).setModel(route).build())
            .toList();
    client.publishesAll(List.of("acme"), requests);
  }

  private static List<CompletionResult> results(String route) {
    return client.results.values().stream()
        .filter(result -> result.getModel().equals(route))
        .toList();
  }
}
