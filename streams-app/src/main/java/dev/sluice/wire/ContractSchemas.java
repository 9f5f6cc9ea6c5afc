package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The schemas of generated classes as the registry gets them. Stateless; any thread. */
final class ContractSchemas {
  private static final ClassValue<AvroSchema> PUBLISHED =
      new ClassValue<>() {
        @Override
        protected AvroSchema computeValue(Class<?> type) {
          AvroTrust.establish();
          Object empty = SpecificData.newInstance(type, SpecificData.get().getSchema(type));
          return new AvroSchema(AvroSchemaUtils.getSchema(empty, false, false, true));
        }
      };

  private ContractSchemas() {}

  /**
   * Without {@code avro.java.string}, which only matters in Java: what the serializer looks up.
   * Always the same object for a class: the registry's client keeps IDs by schema, and hashing or
   * comparing two schema objects costs more than writing a record.
   */
  static AvroSchema published(Class<? extends SpecificRecord> type) {
    return PUBLISHED.get(type);
  }

  static String subject(String topic) {
    return topic + "-value";
  }
}
