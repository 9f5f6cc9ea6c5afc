package dev.sluice.topology;

import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.view.ViewStore;
import dev.sluice.view.WindowsByAcceptance;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Builds the topology: one processor that decides, keyed by tenant. What was written to another
 * partition than its tenant's goes back to its topic, into that partition.
 *
 * <pre>
 *   requests ─┐                ┌─▶ polling
 *   attempts ─┼──▶ gateway ────┼─▶ results
 *   commands ─┤                ├─▶ errors
 *   tenants ──┘                ├─▶ dead-letters
 *                              ├─▶ budgets
 *                              └─▶ requests, commands, tenants
 * </pre>
 */
public final class SluiceTopology {
  /**
   * Brokers compact only what is older than the active segment, and an in-memory store is read
   * again at each start: with the default segments of a gigabyte, that much of each partition.
   */
  private static final Map<String, String> SMALL_SEGMENTS =
      Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 << 20));

  private SluiceTopology() {}

  public static Topology build(TopologyParts parts, TopicSerdes formats) {
    TopicNames topics = parts.settings().topics();
    ByteArrayDeserializer raw = new ByteArrayDeserializer();
    StringSerializer keysOut = new StringSerializer();
    SourcePartitioner partition = new SourcePartitioner();
    EarlyTimestampExtractor early = new EarlyTimestampExtractor();
    AutoOffsetReset all = AutoOffsetReset.earliest();
    Topology topology = new Topology();
    topology
        .addSource(all, NodeNames.REQUESTS_SOURCE, raw, raw, topics.requests())
        .addSource(all, NodeNames.ATTEMPTS_SOURCE, early, raw, raw, topics.attempts())
        .addSource(all, NodeNames.COMMANDS_SOURCE, early, raw, raw, topics.commands())
        .addSource(all, NodeNames.TENANTS_SOURCE, raw, raw, topics.tenants())
        .addProcessor(
            NodeNames.GATEWAY,
            gateway(parts, formats),
            NodeNames.REQUESTS_SOURCE,
            NodeNames.ATTEMPTS_SOURCE,
            NodeNames.COMMANDS_SOURCE,
            NodeNames.TENANTS_SOURCE)
        .addSink(
            NodeNames.POLLING_SINK,
            topics.polling(),
            keysOut,
            EncodedEvent.SERIALIZER,
            partition,
            NodeNames.GATEWAY)
        .addSink(
            NodeNames.RESULTS_SINK,
            topics.results(),
            keysOut,
            EncodedEvent.SERIALIZER,
            partition,
            NodeNames.GATEWAY)
        .addSink(
            NodeNames.ERRORS_SINK,
            topics.errors(),
            keysOut,
            EncodedEvent.SERIALIZER,
            partition,
            NodeNames.GATEWAY)
        .addSink(
            NodeNames.DEAD_LETTERS_SINK,
            topics.deadLetters(),
            keysOut,
            EncodedEvent.SERIALIZER,
            partition,
            NodeNames.GATEWAY)
        .addSink(
            NodeNames.BUDGETS_SINK,
            topics.budgets(),
            keysOut,
            EncodedEvent.SERIALIZER,
            partition,
            NodeNames.GATEWAY);
    addRerouted(topology, topics, topics.requests());
    addRerouted(topology, topics, topics.commands());
    addRerouted(topology, topics, topics.tenants());
    return topology;
  }

  private static void addRerouted(Topology topology, TopicNames topics, String topic) {
    topology.addSink(
        NodeNames.rerouted(topics, topic),
        topic,
        new ByteArraySerializer(),
        Rerouted.SERIALIZER,
        Rerouted.PARTITIONER,
        NodeNames.GATEWAY);
  }

  private static ProcessorSupplier<byte[], byte[], Object, Object> gateway(
      TopologyParts parts, TopicSerdes formats) {
    RerouteLog lines = new RerouteLog();
    Set<StoreBuilder<?>> stores =
        Set.of(
            small(StoreNames.POLICIES).withCachingDisabled(),
            small(StoreNames.LIMITS).withCachingEnabled(),
            // its writes open the transaction whose commit starts calls; see AfterCommit
            small(StoreNames.JOURNAL).withCachingDisabled(),
            // as of the journal: a batch is sent after the commit of its row
            small(StoreNames.BATCHES).withCachingDisabled(),
            small(StoreNames.SEQUENCE).withCachingEnabled(),
            small(StoreNames.OWNERS).withCachingEnabled(),
            small(StoreNames.ALERTS).withCachingEnabled(),
            small(StoreNames.SPEND).withCachingEnabled(),
            keyValue(Stores.persistentKeyValueStore(StoreNames.PAYLOADS))
                .withCachingDisabled()
                .withLoggingEnabled(Map.of()),
            byTime(StoreNames.REQUEST_IDS, IdempotencyRecord.RETENTION),
            byTime(StoreNames.CLOSED, parts.settings().viewRetention()),
            ViewStore.builder(parts.settings().viewRetention(), parts.transaction()));
    return new ProcessorSupplier<>() {
      @Override
      public Router get() {
        return new Router(parts, formats, lines);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return stores;
      }
    };
  }

  /**
   * In memory: some kilobytes per tenant or open call, quickly restored. With a cache, a row that
   * many requests change is written to its changelog once per commit.
   */
  private static StoreBuilder<?> small(String name) {
    return keyValue(QueryableStore.supplier(name)).withLoggingEnabled(SMALL_SEGMENTS);
  }

  private static StoreBuilder<?> keyValue(KeyValueBytesStoreSupplier supplier) {
    return Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray());
  }

  private static StoreBuilder<?> byTime(String name, Duration retention) {
    return Stores.windowStoreBuilder(
            new WindowsByAcceptance(name, retention), Serdes.String(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(Map.of());
  }
}
