package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The schemas of generated classes as the registry gets them. Stateless; any thread. */
final class ContractSchemas {
  private ContractSchemas() {}

  /** Without {@code avro.java.string}, which is Java's own affair: what the serializer looks up. */
  static Schema published(Class<? extends SpecificRecord> type) {
    AvroTrust.establish();
    Object empty = SpecificData.newInstance(type, SpecificData.get().getSchema(type));
    return AvroSchemaUtils.getSchema(empty, false, false, true);
  }

  static String subject(String topic) {
    return topic + "-value";
  }
}
