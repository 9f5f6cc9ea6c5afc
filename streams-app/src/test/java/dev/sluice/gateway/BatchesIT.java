package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files and batches at one gateway on a real broker. BatchKillIT, which always runs, has two. */
@Tag("soak")
class BatchesIT {
  private static final int PERMITTED = 20;

  private static final String CONFIG =
      """
      topics: {prefix: batches., partitions: 2, create: true}
      providers: {echo: {kind: echo}}
      routes:
        chat:
          targets: [{provider: echo, model: swift-1}]
      tenants:
        free: {keys: {default: {api_key: sk-free}}}
        limited:
          keys: {default: {api_key: sk-limited}}
          limits: [{per: tenant, metric: requests, amount: %d, window: 1m}]
      """
          .formatted(PERMITTED);

  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway("batches.", CONFIG);

  static Stream<Arguments> refusedInputs() {
    return Stream.of(
        Arguments.of("a,b\n1,2\n".getBytes(UTF_8), 1, "invalid_json_line"),
        Arguments.of(
            BatchClient.lines(List.of(BatchClient.line(0), "x".repeat(20 << 20))),
            2,
            "line_too_long"),
        Arguments.of(BatchClient.lines(60_000), 50_001, "too_many_tasks"));
  }

  @ParameterizedTest
  @MethodSource("refusedInputs")
  void shouldFailABatchWhoseInputIsWrong(byte[] input, int line, String code) throws Exception {
    // Given
    BatchClient client = new BatchClient(GATEWAY.port(), "sk-free");
    String file = client.uploads(input);

    // When
    JsonNode batch = ended(client, client.creates(file));

    // Then
    assertThat(batch.path("status").asText()).isEqualTo("failed");
    assertThat(batch.at("/errors/data/0/line").asInt()).isEqualTo(line);
    assertThat(batch.at("/errors/data/0/code").asText()).isEqualTo(code);
    assertThat(client.gets("/v1/files/" + file).path("bytes").asLong()).isEqualTo(input.length);
  }

  @Test
  void shouldStopWhatWaitsForALimitWhenTheBatchIsCancelled() throws Exception {
    // Given
    BatchClient client = new BatchClient(GATEWAY.port(), "sk-limited");
    String id = client.creates(client.uploads(BatchClient.lines(60)));
    await().until(() -> counts(client.batch(id), "completed") == PERMITTED);

    // When
    String status = client.cancels(id).path("status").asText();

    // Then
    JsonNode batch = ended(client, id);
    assertThat(status).isEqualTo("cancelling");
    assertThat(batch.path("status").asText()).isEqualTo("cancelled");
    assertThat(counts(batch, "total")).isEqualTo(60);
    assertThat(counts(batch, "completed")).isEqualTo(PERMITTED);
    assertThat(batch.path("error_file_id").isNull()).isTrue();
    Set<String> answered = new HashSet<>();
    for (JsonNode line : client.reads(batch.path("output_file_id").asText())) {
      assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
      answered.add(line.path("custom_id").asText());
    }
    assertThat(answered).hasSize(PERMITTED);
  }

  private static JsonNode ended(BatchClient client, String id) {
    return await().until(() -> client.batch(id), batch -> isEnded(batch.path("status").asText()));
  }

  private static boolean isEnded(String status) {
    return Set.of("failed", "completed", "expired", "cancelled").contains(status);
  }

  private static int counts(JsonNode batch, String name) {
    return batch.at("/request_counts/" + name).asInt();
  }
}
