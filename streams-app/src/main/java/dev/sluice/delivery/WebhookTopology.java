package dev.sluice.delivery;

import dev.sluice.wire.TopicNames;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Builds the topology of the webhooks' application.
 *
 * <pre>
 *   results ─┐
 *   errors ──┼─▶ webhooks ──HTTP──▶ the tenants' endpoints
 *   budgets ─┘
 * </pre>
 */
public final class WebhookTopology {
  static final String RESULTS_SOURCE = "results";
  static final String ERRORS_SOURCE = "errors";
  static final String BUDGETS_SOURCE = "budgets";
  static final String PROCESSOR = "webhooks";
  static final String STORE = WebhookProcessor.STORE;

  private WebhookTopology() {}

  /**
   * @param values reads the values of results, errors and budgets; null for what it cannot read,
   *     which is not reported
   */
  public static Topology build(
      TopicNames topics,
      Deserializer<? extends SpecificRecord> values,
      DeliverySettings settings,
      WebhookEndpoints endpoints,
      DeliveryDispatcher dispatcher,
      DeliveryCounts counts) {
    StringDeserializer keys = new StringDeserializer();
    // a new gateway's starting position is committed before it starts; if the topic has lost a
    // position since, reading goes on with what remains
    AutoOffsetReset reset = AutoOffsetReset.earliest();
    return new Topology()
        .addSource(reset, RESULTS_SOURCE, keys, values, topics.results())
        .addSource(reset, ERRORS_SOURCE, keys, values, topics.errors())
        .addSource(reset, BUDGETS_SOURCE, keys, values, topics.budgets())
        .addProcessor(
            PROCESSOR,
            () -> new WebhookProcessor(settings, endpoints, dispatcher, counts),
            RESULTS_SOURCE,
            ERRORS_SOURCE,
            BUDGETS_SOURCE)
        .addStateStore(store(), PROCESSOR);
  }

  /** On disk: an endpoint that is away for a day leaves many. */
  private static StoreBuilder<?> store() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(Map.of());
  }
}
