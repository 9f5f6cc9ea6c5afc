package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

  @Test
  void shouldGiveEachClientWhatIsForAllAndWhatIsItsOwn() {
    // Given
    KafkaClients clients =
        new KafkaClients(
            Map.of(
                "bootstrap.servers", "a:1",
                "security.protocol", "SSL",
                "producer.linger.ms", "5",
                "producer.security.protocol", "PLAINTEXT",
                "main.consumer.max.poll.records", "10",
                "topic.retention.ms", "1"));

    // When
    Map<String, Object> producer = clients.producer();

    // Then
    assertThat(producer)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("bootstrap.servers", "a:1", "security.protocol", "PLAINTEXT", "linger.ms", "5"));
    assertThat(clients.admin())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("bootstrap.servers", "a:1", "security.protocol", "SSL"));
  }
}
