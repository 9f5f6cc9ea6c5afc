package dev.sluice.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Compares the fields of schemas. Pure. */
final class SchemaFields {
  private SchemaFields() {}

  /**
   * The fields of {@code wanted} that the records of the same name in {@code other} lack, as {@code
   * Record.field}. Fields of a record that lacks as a whole are not listed: the field that leads to
   * it is.
   */
  static List<String> lacking(Schema wanted, Schema other) {
    Map<String, Schema> there = records(other);
    List<String> lacking = new ArrayList<>();
    records(wanted)
        .forEach(
            (name, record) -> {
              Schema found = there.get(name);
              if (found != null) {
                record.getFields().stream()
                    .map(Schema.Field::name)
                    .filter(field -> found.getField(field) == null)
                    .forEach(field -> lacking.add(name + "." + field));
              }
            });
    return lacking;
  }

  /** By name, without the namespace: Avro ignores that too when it matches records. */
  private static Map<String, Schema> records(Schema schema) {
    Map<String, Schema> records = new LinkedHashMap<>();
    collect(schema, records);
    return records;
  }

  private static void collect(Schema schema, Map<String, Schema> records) {
    switch (schema.getType()) {
      case RECORD -> {
        if (records.putIfAbsent(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), records));
        }
      }
      case UNION -> schema.getTypes().forEach(type -> collect(type, records));
      case ARRAY -> collect(schema.getElementType(), records);
      case MAP -> collect(schema.getValueType(), records);
      default -> {
        // has no fields
      }
    }
  }
}
