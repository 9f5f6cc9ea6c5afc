package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Batches of several tenants while one of two processes is killed in the middle of them. */
class BatchKillIT {
  private static final String PREFIX = "batchkill.";
  private static final int TENANTS = 4;
  private static final int LINES = 100;

  /** All takes some seconds. */
  private static final int PER_SECOND = 25;

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      dispatch: {lease: 3s, sweep: 200ms, drain: 0s}
      providers: {echo: {kind: echo}}
      batches: {in_flight: 50}
      routes:
        chat:
          targets: [{provider: echo, model: swift-1}]
      tenants:
      """
          .formatted(PREFIX);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldAnswerEachLineOnceWhenAProcessIsKilledInTheMiddle() throws Exception {
    // Given
    try (Client client = CLUSTER.client(PREFIX);
        GatewayProcess one = start("one");
        GatewayProcess other = start("other")) {
      List<String> ids = new ArrayList<>();
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        BatchClient batches = new BatchClient(one.port(), "sk-" + tenant);
        ids.add(batches.creates(batches.uploads(BatchClient.lines(LINES))));
      }
      await()
          .until(
              () -> {
                for (int tenant = 0; tenant < TENANTS; tenant++) {
                  if (completed(at(other, tenant).batch(ids.get(tenant))) < PER_SECOND) {
                    return false;
                  }
                }
                return true;
              });

      // When
      one.kill();

      // Then
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        BatchClient batches = at(other, tenant);
        String id = ids.get(tenant);
        JsonNode batch =
            await()
                .until(
                    () -> batches.batch(id),
                    each -> each.path("status").asText().equals("completed"));
        assertThat(batch.path("error_file_id").isNull()).isTrue();
        assertThat(batch.at("/request_counts/total").asInt()).isEqualTo(LINES);
        assertThat(completed(batch)).isEqualTo(LINES);
        assertThat(batch.at("/request_counts/failed").asInt()).isZero();
        List<JsonNode> lines = batches.reads(batch.path("output_file_id").asText());
        assertThat(lines)
            .extracting(line -> line.path("custom_id").asText())
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, LINES).mapToObj(line -> "line-" + line).toList());
        assertThat(lines)
            .allSatisfy(
                line -> assertThat(line.at("/response/status_code").asInt()).isEqualTo(200));
      }
      // each was admitted, and has ended, once
      assertThat(client.polling.values())
          .filteredOn(event -> event.getKind() == PollingEventKind.ACCEPTED && !event.getRepeat())
          .extracting(PollingEvent::getRequestId)
          .doesNotHaveDuplicates()
          .hasSize(TENANTS * LINES);
      assertThat(client.results.values())
          .extracting(CompletionResult::getRequestId)
          .doesNotHaveDuplicates()
          .hasSize(TENANTS * LINES);
      assertThat(client.errors.values()).isEmpty();
    }
  }

  private static BatchClient at(GatewayProcess process, int tenant) {
    return new BatchClient(process.port(), "sk-" + tenant);
  }

  private static int completed(JsonNode batch) {
    return batch.at("/request_counts/completed").asInt();
  }

  private GatewayProcess start(String name) throws Exception {
    String tenants =
        IntStream.range(0, TENANTS)
            .mapToObj(
                tenant ->
                    """
                      tenant-%1$d:
                        keys: {default: {api_key: sk-%1$d}}
                        limits: [{per: tenant, metric: requests, amount: %2$d, window: 1s}]
                    """
                        .formatted(tenant, PER_SECOND))
            .collect(Collectors.joining());
    String config =
        CLUSTER
            .config(PREFIX, dir.resolve(name), CONFIG + tenants)
            .replace("instance: test", "instance: " + name)
            .replace(
                "kafka:",
                "kafka:\n  consumer.session.timeout.ms: 6000\n  consumer.heartbeat.interval.ms: 500");
    return GatewayProcess.start(dir, name, config);
  }
}
