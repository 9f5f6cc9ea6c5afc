package dev.sluice.view;

import dev.sluice.wire.RowFormats;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The view's sub-topology. It reads the topics, not the records on their way to them, so it holds
 * only committed data.
 */
public final class ViewTopology {
  public static final String POLLING_SOURCE = "view-polling";
  public static final String RESULTS_SOURCE = "view-results";
  public static final String ERRORS_SOURCE = "view-errors";
  public static final String PROCESSOR = "view";
  public static final String STORE = ViewProcessor.STORE;

  private ViewTopology() {}

  /** The names of the topics that the view reads. */
  public record Topics(String polling, String results, String errors) {}

  /**
   * Adds the view's sources, processor and store to the topology.
   *
   * @param values reads the values of all three topics; null for what it cannot read, which the
   *     view skips
   * @param retention how long a row is kept after its request's acceptance: at least the longest
   *     deadline plus the results' time to live
   * @param formats of the rows
   * @param listener receives what is seen committed
   */
  public static Topology addTo(
      Topology topology,
      Topics topics,
      Deserializer<? extends SpecificRecord> values,
      Duration retention,
      RowFormats formats,
      ViewListener listener) {
    StringDeserializer keys = new StringDeserializer();
    return topology
        .addSource(AutoOffsetReset.earliest(), POLLING_SOURCE, keys, values, topics.polling())
        .addSource(AutoOffsetReset.earliest(), RESULTS_SOURCE, keys, values, topics.results())
        .addSource(AutoOffsetReset.earliest(), ERRORS_SOURCE, keys, values, topics.errors())
        .addProcessor(
            PROCESSOR,
            () -> new ViewProcessor(listener),
            POLLING_SOURCE,
            RESULTS_SOURCE,
            ERRORS_SOURCE)
        .addStateStore(store(retention, formats), PROCESSOR);
  }

  static StoreBuilder<WindowStore<String, ViewRow>> store(Duration retention, RowFormats formats) {
    return Stores.windowStoreBuilder(
            new WindowsByAcceptance(STORE, retention), Serdes.String(), new ViewRowSerde(formats))
        .withCachingDisabled()
        .withLoggingEnabled(Map.of());
  }
}
