package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.batch.BatchStub;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ten thousand requests cost and take, alone and in batches of their provider. */
@Tag("soak")
class ProviderBatchCostIT {
  private static final int REQUESTS = 10_000;
  private static final int MAX_SIZE = 5_000;

  /** The stub bills 10 tokens in and 5 out. */
  private static final long COST_ALONE = 20;

  private static final String CONFIG =
      """
      topics: {prefix: %1$s, partitions: 1, create: true}
      prices: {swift-1: {input: 1, output: 2}}
      providers: {stub: {kind: openai, base_url: '%2$s'}}
      routes:
        chat:
          time_limit: 30m
          targets:
            - provider: stub
              model: swift-1
              batch: {max_wait: 5s, max_size: %3$d, window: 10m, price: 0.5}
      tenants:
        acme: {max_queued: 20000}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldCostHalfWhenItCanWait(boolean batch) throws Exception {
    // Given
    String prefix = batch ? "batched." : "alone.";
    try (BatchStub provider = BatchStub.start();
        Audit audit = new Audit(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix);
        Gateway gateway = RealCluster.start(config(prefix, provider))) {
      provider.advanceAfter(1);
      assertThat(gateway.isLive()).isTrue();
      List<CompletionRequest> requests = requests(batch);
      Instant begun = Instant.now();

      // When
      audit.client().publishesAll(List.of("acme"), requests);

      // Then
      await().atMost(Duration.ofMinutes(10)).until(() -> audit.ended() >= REQUESTS);
      Duration took = Duration.between(begun, Instant.now());
      long cost = cost(audit.client().results.values());
      System.out.printf(
          "%s: %d requests, %d micro-dollars, %.1f s, %d ordinary calls, %d batches, %d requests to the provider%n",
          batch ? "in provider batches" : "alone",
          REQUESTS,
          cost,
          took.toMillis() / 1_000.0,
          provider.ordinaryCalls(),
          provider.batches().size(),
          provider.asked().size());
      audit.assertEndedOnce(requests.stream().map(CompletionRequest::getRequestId).toList());
      assertThat(cost).isEqualTo(REQUESTS * COST_ALONE / (batch ? 2 : 1));
      assertThat(provider.ordinaryCalls()).isEqualTo(batch ? 0 : REQUESTS);
      assertThat(provider.submitted()).doesNotHaveDuplicates().hasSize(batch ? REQUESTS : 0);
    }
  }

  private static List<CompletionRequest> requests(boolean batch) {
    return IntStream.range(0, REQUESTS)
        .mapToObj(
            number ->
                Client.named("r-" + number)
                    .setBatch(batch)
                    .setDeadline(Instant.now().plus(Duration.ofMinutes(30)))
                    .build())
        .toList();
  }

  private static long cost(List<CompletionResult> results) {
    return results.stream()
        .map(CompletionResult::getAttempts)
        .flatMap(List::stream)
        .map(Attempt::getUsage)
        .mapToLong(usage -> Objects.requireNonNull(usage).getCostMicros())
        .sum();
  }

  private String config(String prefix, BatchStub provider) {
    return CLUSTER.config(
        prefix, dir.resolve(prefix), CONFIG.formatted(prefix, provider.url(), MAX_SIZE));
  }
}
