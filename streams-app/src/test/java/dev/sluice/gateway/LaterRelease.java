package dev.sluice.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes as clients of a later release do, under schemas that a gateway has not seen. */
final class LaterRelease {
  private LaterRelease() {}

  /** A record with one more optional field, whose schema is registered by this. */
  static byte[] bytes(String registryUrl, String topic, SpecificRecord record) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode schema = json.readTree(record.getSchema().toString());
    ObjectNode field = ((ArrayNode) schema.path("fields")).addObject();
    field
        .put("name", "a_later_field")
        .putNull("default")
        .putArray("type")
        .add("null")
        .add("string");
    AvroSchema newer = new AvroSchema(schema.toString());
    try (var registry = new CachedSchemaRegistryClient(registryUrl, 10)) {
      int id = registry.register(topic + "-value", newer);
      byte branchNull = 0;
      return bytes(id, record, branchNull);
    }
  }

  /** In Confluent's wire format. */
  static byte[] bytes(int schemaId, SpecificRecord record, byte... laterFields) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).putInt(1, schemaId).array());
    new SpecificDatumWriter<>(record.getSchema())
        .write(record, EncoderFactory.get().directBinaryEncoder(out, null));
    out.writeBytes(laterFields);
    return out.toByteArray();
  }
}
