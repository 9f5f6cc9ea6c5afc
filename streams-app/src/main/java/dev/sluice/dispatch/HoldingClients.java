package dev.sluice.dispatch;

import dev.sluice.wire.SchemaAvailability;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Gives Kafka Streams consumers that hold partitions while a schema is looked up. */
public final class HoldingClients extends DefaultKafkaClientSupplier {
  private final SchemaAvailability schemas;

  public HoldingClients(SchemaAvailability schemas) {
    this.schemas = schemas;
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new HoldingConsumer(config, schemas, Set.of());
  }
}
