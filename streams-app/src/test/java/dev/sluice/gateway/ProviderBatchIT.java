package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.batch.BatchStub;
import dev.sluice.provider.batch.StubFaults.OnCreate;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that can wait go to their provider as a batch, on a real broker. */
class ProviderBatchIT {
  /** The stub bills 10 tokens in and 5 out. */
  private static final long COST_ALONE = 20;

  private static final long COST_IN_BATCH = COST_ALONE / 2;

  private static final String CONFIG =
      """
      topics: {prefix: %1$s, partitions: 1, create: true}
      dispatch: {lease: 5s, sweep: 200ms}
      prices: {swift-1: {input: 1, output: 2}}
      providers: {stub: {kind: openai, base_url: '%2$s'}}
      routes:
        chat:
          time_limit: 30m
          targets:
            - provider: stub
              model: swift-1
              batch: {max_wait: 10m, max_size: %3$d, window: 1m, price: 0.5}
      tenants:
        acme:
          max_queued: 20000
          limits:
            - {per: tenant, metric: requests, amount: 100000, window: 1h}
            - {per: tenant, metric: tokens, amount: 1000000000, window: 1h}
            - {per: tenant, metric: spend, amount: 1000, window: day}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldFindTheBatchAgainWhenTheGatewayIsKilledBeforeItKnowsThatThereIsOne() throws Exception {
    // Given
    String prefix = "batched.";
    try (BatchStub provider = BatchStub.start();
        Audit audit = new Audit(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix)) {
      provider.advanceAfter(1);
      provider.faults().onCreate(OnCreate.HOLD_AFTER).reverse();
      List<String> published;
      try (GatewayProcess first =
          GatewayProcess.start(dir, "first", config(prefix, provider, 25))) {
        published = publishes(audit.client(), 50, /* batch= */ true);
        await().until(() -> !provider.batches().isEmpty());

        // When
        first.kill();
      }
      provider.faults().release();
      try (GatewayProcess second =
          GatewayProcess.start(dir, "second", config(prefix, provider, 25))) {
        await().until(() -> audit.ended() >= published.size());
        assertThat(second.isAlive()).isTrue();
      }

      // Then
      assertThat(provider.submitted()).doesNotHaveDuplicates().hasSize(published.size());
      assertThat(provider.batches()).hasSize(2);
      assertThat(provider.ordinaryCalls()).isZero();
      audit.assertEndedOnce(published);
      audit.assertSettled();
      assertThat(audit.client().results.values())
          .extracting(CompletionResult::getAttempts)
          .allSatisfy(attempts -> assertThat(attempts).hasSize(1))
          .allSatisfy(attempts -> assertBilledInABatch(attempts.get(0)));
    }
  }

  private static void assertBilledInABatch(Attempt attempt) {
    assertThat(attempt.getBatchId()).isNotNull();
    assertThat(Objects.requireNonNull(attempt.getUsage()).getCostMicros()).isEqualTo(COST_IN_BATCH);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("soak")
  void shouldCostHalfWhenTenThousandRequestsCanWait(boolean batch) throws Exception {
    // Given
    String prefix = batch ? "together." : "alone.";
    try (BatchStub provider = BatchStub.start();
        Audit audit = new Audit(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix);
        Gateway gateway = RealCluster.start(config(prefix, provider, 5_000))) {
      provider.advanceAfter(1);
      assertThat(gateway.isLive()).isTrue();
      Instant begun = Instant.now();

      // When
      List<String> published = publishes(audit.client(), 10_000, batch);

      // Then
      await().atMost(Duration.ofMinutes(10)).until(() -> audit.ended() >= published.size());
      Duration took = Duration.between(begun, Instant.now());
      long cost = cost(audit.client().results.values());
      System.out.printf(
          "%s: %d micro-dollars, %.1f s, %d requests to the provider%n",
          batch ? "in provider batches" : "alone",
          cost,
          took.toMillis() / 1_000.0,
          provider.asked().size());
      audit.assertEndedOnce(published);
      assertThat(cost).isEqualTo(published.size() * (batch ? COST_IN_BATCH : COST_ALONE));
      assertThat(provider.ordinaryCalls()).isEqualTo(batch ? 0 : published.size());
      assertThat(provider.submitted())
          .doesNotHaveDuplicates()
          .hasSize(batch ? published.size() : 0);
    }
  }

  private static long cost(List<CompletionResult> results) {
    return results.stream()
        .map(CompletionResult::getAttempts)
        .flatMap(List::stream)
        .map(Attempt::getUsage)
        .mapToLong(usage -> Objects.requireNonNull(usage).getCostMicros())
        .sum();
  }

  private static List<String> publishes(Client client, int count, boolean batch) {
    List<CompletionRequest> requests =
        IntStream.range(0, count)
            .mapToObj(
                number ->
                    Client.named("r-" + number)
                        .setBatch(batch)
                        .setDeadline(Instant.now().plus(Duration.ofMinutes(20)))
                        .build())
            .toList();
    client.publishesAll(List.of("acme"), requests);
    return requests.stream().map(CompletionRequest::getRequestId).toList();
  }

  private String config(String prefix, BatchStub provider, int maxSize) {
    return CLUSTER.config(
        prefix, dir.resolve("state"), CONFIG.formatted(prefix, provider.url(), maxSize));
  }
}
