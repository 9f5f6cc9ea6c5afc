package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads some fields of records and skips the others, which is several times as fast as to read them
 * all. One thread.
 */
public final class ProjectedReader {
  /** The schemas of records, as they were written. */
  interface Schemas {
    /**
     * @throws RegistryAwayException if nobody can tell
     */
    Schema byId(int id);
  }

  private final Schema projection;
  private final Schemas schemas;
  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private @Nullable BinaryDecoder decoder;

  /**
   * @param projection see {@link #keeping}
   */
  ProjectedReader(Schema projection, Schemas schemas) {
    this.projection = projection;
    this.schemas = schemas;
  }

  static Schemas of(SchemaRegistryClient client) {
    return id -> {
      try {
        return ((AvroSchema) client.getSchemaById(id)).rawSchema();
      } catch (IOException | RestClientException away) {
        throw new RegistryAwayException(
            "the registry does not give schema " + id + ": " + RegistryReplies.reason(away), away);
      }
    };
  }

  /** Null for what can't be read. */
  public @Nullable GenericRecord read(byte @Nullable [] value) {
    if (value == null || !WirePrefix.isThere(value)) {
      return null;
    }
    int id = WirePrefix.schemaId(value);
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(value, WirePrefix.SIZE, value.length - WirePrefix.SIZE, decoder);
      return readers
          .computeIfAbsent(
              id, unknown -> new GenericDatumReader<>(schemas.byId(unknown), projection))
          .read(null, decoder);
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException unreadable) {
      return null;
    }
  }

  /**
   * A record's schema with fewer fields.
   *
   * @param paths of the fields to keep with all that is in them, such as {@code source.seq}; arrays
   *     and unions are no part of a path
   */
  public static Schema keeping(Schema schema, Set<String> paths) {
    return keeping(schema, "", paths);
  }

  private static Schema keeping(Schema schema, String prefix, Set<String> paths) {
    return switch (schema.getType()) {
      case RECORD -> {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
          String path = prefix + field.name();
          if (paths.contains(path)) {
            fields.add(new Schema.Field(field, field.schema()));
          } else if (paths.stream().anyMatch(each -> each.startsWith(path + "."))) {
            fields.add(new Schema.Field(field.name(), keeping(field.schema(), path + ".", paths)));
          }
        }
        yield Schema.createRecord(
            schema.getName(), null, schema.getNamespace(), schema.isError(), fields);
      }
      case ARRAY -> Schema.createArray(keeping(schema.getElementType(), prefix, paths));
      case UNION ->
          Schema.createUnion(
              schema.getTypes().stream().map(each -> keeping(each, prefix, paths)).toList());
      default -> schema;
    };
  }
}
