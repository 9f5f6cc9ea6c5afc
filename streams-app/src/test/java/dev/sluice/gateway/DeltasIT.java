package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.delta.DeltaRecords;
import dev.sluice.wire.EventHeaders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a call leaves on the topic of deltas, read as whoever streams reads it. */
class DeltasIT {
  private static final String PREFIX = "deltas.";
  private static final String TEXT = "Write to jo@mail.example, who knows what a sluice is.";
  private static final String MASKED = "Write to [EMAIL_ADDRESS], who knows what a sluice is.";

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      providers:
        echo: {kind: echo}
      routes:
        chat:
          targets:
            - {provider: echo, model: swift-1, extra_body: {echo: {delay: 600ms, text: "%s"}}}
      tenants:
        acme: {}
        careful:
          guardrails:
            - {name: data, kind: pii, phases: [answer], settings: {mask: [email_address]}}
      """
          .formatted(PREFIX, TEXT);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path stateDir;

  @Test
  void shouldHaveAllOfAnAnswerOnTheTopicWhenItsResultIsThere() throws Exception {
    // Given
    try (Gateway gateway = RealCluster.start(CLUSTER.config(PREFIX, stateDir, CONFIG));
        Client client = CLUSTER.client(PREFIX);
        Topic<dev.sluice.v1.AnswerDeltas> topic =
            new Topic<>(
                CLUSTER.bootstrapServers(),
                Map.of("schema.registry.url", CLUSTER.registryUrl(), "specific.avro.reader", true),
                PREFIX + "deltas",
                dev.sluice.v1.AnswerDeltas.class)) {
      client.publishes("acme", Client.request("streamed", "chat").setStream(true).build());
      client.publishes("careful", Client.request("masked", "chat").setStream(true).build());
      client.publishes("acme", Client.request("whole", "chat").build());

      // When
      RealCluster.await().until(() -> client.results.values().size() == 3);
      List<ConsumerRecord<String, Object>> records = topic.records();

      // Then
      List<AnswerDeltas> streamed = of("acme", records);
      assertThat(text(streamed)).isEqualTo(TEXT);
      assertThat(streamed).hasSizeGreaterThan(2);
      assertThat(streamed.get(streamed.size() - 1).last()).isTrue();
      List<AnswerDeltas> masked = of("careful", records);
      assertThat(MASKED).startsWith(text(masked));
      assertThat(text(masked)).contains("[EMAIL_ADDRESS]");
      assertThat(masked.get(masked.size() - 1).last()).isTrue();
      assertThat(records)
          .allSatisfy(
              record ->
                  assertThat(EventHeaders.text(record.headers(), EventHeaders.POLLING_ID))
                      .isEqualTo(value(record).pollingId()));
      assertThat(client.metric(gateway.port(), "sluice_deltas_records_total"))
          .isEqualTo(records.size());
      assertThat(client.metric(gateway.port(), "sluice_deltas_bytes_total")).isPositive();
      assertThat(client.metric(gateway.port(), "sluice_deltas_dropped_total")).isZero();
    }
  }

  private static List<AnswerDeltas> of(
      String tenant, List<ConsumerRecord<String, Object>> records) {
    return records.stream()
        .filter(record -> record.key().equals(tenant))
        .map(DeltasIT::value)
        .toList();
  }

  private static AnswerDeltas value(ConsumerRecord<String, Object> record) {
    return DeltaRecords.fromRecord((dev.sluice.v1.AnswerDeltas) record.value());
  }

  /** Of a stream without a gap. */
  private static String text(List<AnswerDeltas> records) {
    List<AnswerDelta> all = new ArrayList<>();
    for (AnswerDeltas record : records) {
      assertThat(record.first()).isEqualTo(all.size());
      all.addAll(record.deltas());
    }
    List<AnswerDelta> joined = AnswerDelta.joined(all);
    assertThat(joined).hasSize(1);
    return joined.get(0).text();
  }
}
