package dev.sluice.topology;

import dev.sluice.admission.SpendRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.test.TestRecord;

/** What a topology has stored and written. */
record TopologyContents(TopologyTestDriver driver) {

  /** The names of the stores with a row that has this text in its bytes. */
  List<String> with(String text) {
    return driver.getAllStateStores().keySet().stream()
        .filter(name -> rows(name).stream().anyMatch(row -> row.contains(text)))
        .toList();
  }

  /** The keys of what was told of in the windows of limits. */
  List<String> marks() {
    List<String> marks = new ArrayList<>();
    driver
        .<String, byte[]>getKeyValueStore(StoreNames.ALERTS)
        .all()
        .forEachRemaining(row -> marks.add(row.key));
    return marks;
  }

  /** The records that were written since this was asked last, by topic. */
  Map<String, List<TestRecord<byte[], byte[]>>> written() {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    Map<String, List<TestRecord<byte[], byte[]>>> written = new TreeMap<>();
    for (String topic : driver.producedTopicNames()) {
      written.put(topic, driver.createOutputTopic(topic, bytes, bytes).readRecordsToList());
    }
    return written;
  }

  /** What the gateway has added up for operators. */
  List<SpendRow> spend() {
    List<SpendRow> spend = new ArrayList<>();
    KeyValueStore<String, byte[]> rows = driver.getKeyValueStore(StoreNames.SPEND);
    try (KeyValueIterator<String, byte[]> all = rows.all()) {
      all.forEachRemaining(row -> spend.add(SpendRow.decode(row.value)));
    }
    return spend;
  }

  private List<String> rows(String store) {
    List<String> rows = new ArrayList<>();
    KeyValueStore<String, Object> keyed = driver.getKeyValueStore(store);
    if (keyed != null) {
      try (var all = keyed.all()) {
        all.forEachRemaining(row -> rows.add(row.key + text(row.value)));
      }
      return rows;
    }
    WindowStore<String, Object> windowed = driver.getWindowStore(store);
    if (windowed != null) {
      try (var all = windowed.all()) {
        all.forEachRemaining(row -> rows.add(row.key.key() + text(row.value)));
      }
    }
    return rows;
  }

  private static String text(Object row) {
    return row instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.ISO_8859_1)
        : row.toString();
  }
}
