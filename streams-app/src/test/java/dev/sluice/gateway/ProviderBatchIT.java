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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Requests that can wait go to their provider as a batch, on a real broker. */
class ProviderBatchIT {
  private static final int REQUESTS = 40;
  private static final int MAX_SIZE = 25;

  /** The stub bills 10 tokens in and 5 out: 20 µ$ alone. */
  private static final long COST_IN_BATCH = 10;

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
              batch: {max_wait: 2s, max_size: %3$d, window: 1m, price: 0.5}
      tenants:
        acme:
          limits:
            - {per: tenant, metric: requests, amount: 1000, window: 1h}
            - {per: tenant, metric: tokens, amount: 1000000, window: 1h}
            - {per: tenant, metric: spend, amount: 1, window: day}
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
      try (GatewayProcess first = GatewayProcess.start(dir, "first", config(prefix, provider))) {
        published = publish(audit.client());
        await().until(() -> !provider.batches().isEmpty());

        // When
        first.kill();
      }
      provider.faults().release();
      try (GatewayProcess second = GatewayProcess.start(dir, "second", config(prefix, provider))) {
        await().until(() -> audit.ended() >= REQUESTS);
        assertThat(second.isAlive()).isTrue();
      }

      // Then
      assertThat(provider.submitted()).doesNotHaveDuplicates().hasSize(REQUESTS);
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

  private static List<String> publish(Client client) {
    List<CompletionRequest> requests =
        IntStream.range(0, REQUESTS)
            .mapToObj(
                number ->
                    Client.named("r-" + number)
                        .setBatch(true)
                        .setDeadline(Instant.now().plus(Duration.ofMinutes(20)))
                        .build())
            .toList();
    client.publishesAll(List.of("acme"), requests);
    return requests.stream().map(CompletionRequest::getRequestId).toList();
  }

  private String config(String prefix, BatchStub provider) {
    return CLUSTER.config(
        prefix, dir.resolve("state"), CONFIG.formatted(prefix, provider.url(), MAX_SIZE));
  }
}
