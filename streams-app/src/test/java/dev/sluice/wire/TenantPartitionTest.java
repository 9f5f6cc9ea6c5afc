package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantPartitionTest {

  /** Where Kafka's own producer put them, and kafka-python, aiokafka, kafkajs and franz-go. */
  @ParameterizedTest
  @CsvSource({"acme,0", "globex,3", "münchen,3", "東京,3", "tenant-7,2", "a,0", "'',1"})
  void shouldBeWhereKafkasOwnProducerPutsTheTenant(String tenant, int partition) {
    assertThat(TenantPartition.of(tenant, 4)).isEqualTo(partition);
  }

  @Test
  void shouldBeOneForAllKeysThatAreReadAsTheSameTenant() {
    // Given
    String one = new String(new byte[] {'a', (byte) 0xff}, UTF_8);
    String other = new String(new byte[] {'a', (byte) 0xfe}, UTF_8);

    // When
    List<Integer> partitions =
        List.of(TenantPartition.of(one, 1_000), TenantPartition.of(other, 1_000));

    // Then
    assertThat(partitions).containsOnly(TenantPartition.of("a\ufffd", 1_000));
  }
}
