package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.v1.JournalRow;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RowFormats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second restart of an upgrade, one gateway after the other, under load. With a single release
 * the rows are the same before and after.
 */
@Tag("soak")
class RollingUpgradeRunIT {
  private static final String PREFIX = "rolling.";
  private static final String UPGRADING = "upgrade_from: '1.0'\n";
  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 4, create: true}
      dispatch: {lease: 8s, sweep: 200ms}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  private KafkaConsumer<byte[], byte[]> consumer;

  @BeforeEach
  void readTheJournal() {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                CLUSTER.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  @AfterEach
  void stopReading() {
    consumer.close();
  }

  @Test
  void shouldEndEveryRequestOnceWhileTheFormatOfRowsChanges() throws Exception {
    // Given
    List<byte[]> former;
    List<byte[]> newest;
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(300));
        Load load = new Load(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), PREFIX);
        GatewayProcess one = gateway("g1", UPGRADING, provider);
        GatewayProcess two = gateway("g2", UPGRADING, provider)) {
      load.start();
      load.awaitProgress(20);
      former = journalAfter(Map.of());

      // When
      one.stop();
      try (GatewayProcess oneAgain = gateway("g1", "", provider)) {
        load.awaitProgress(20);
        two.stop();
        try (GatewayProcess twoAgain = gateway("g2", "", provider)) {
          Map<TopicPartition, Long> restarted = journalEnds();
          load.awaitProgress(20);
          load.finish();
          newest = journalAfter(restarted);
          oneAgain.stop();
          twoAgain.stop();
        }
      }

      // Then
      load.assertKept(provider, Set.of(), Set.of());
    }
    assertThat(former).isNotEmpty().allSatisfy(row -> assertWrittenWith(RowFormats.of("1.0"), row));
    assertThat(newest).isNotEmpty().allSatisfy(row -> assertWrittenWith(RowFormats.newest(), row));
  }

  private static void assertWrittenWith(RowFormats formats, byte[] row) {
    AvroRowCodec<JournalRow> rows = new AvroRowCodec<>(JournalRow.getClassSchema(), formats);
    assertThat(rows.encode(rows.decode(row))).isEqualTo(row);
  }

  /** The rows of calls that were written to the journal after these places. */
  private List<byte[]> journalAfter(Map<TopicPartition, Long> places) {
    List<byte[]> rows = new ArrayList<>();
    Map<TopicPartition, Long> ends = journalEnds();
    consumer.assign(ends.keySet());
    consumer.seekToBeginning(ends.keySet());
    places.forEach(consumer::seek);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (var record : consumer.poll(Duration.ofMillis(100))) {
        if (record.value() != null) {
          rows.add(record.value());
        }
      }
    }
    return rows;
  }

  private Map<TopicPartition, Long> journalEnds() {
    return consumer.endOffsets(
        consumer.partitionsFor(PREFIX + "gateway-journal-changelog").stream()
            .map(each -> new TopicPartition(each.topic(), each.partition()))
            .toList());
  }

  private GatewayProcess gateway(String name, String upgrade, CountingProvider provider)
      throws Exception {
    String rest = upgrade + CONFIG.formatted(PREFIX, provider.settings(name));
    return GatewayProcess.start(
        dir,
        name,
        CLUSTER
            .config(PREFIX, dir.resolve(name), rest)
            .replace("instance: test", "instance: " + name));
  }
}
