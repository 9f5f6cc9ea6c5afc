package dev.sluice.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

/** Looks for texts in all that a topology has stored. */
record StoredTexts(TopologyTestDriver driver) {

  /** The names of the stores with a row that has this text in its bytes. */
  List<String> with(String text) {
    return driver.getAllStateStores().keySet().stream()
        .filter(name -> rows(name).stream().anyMatch(row -> row.contains(text)))
        .toList();
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
