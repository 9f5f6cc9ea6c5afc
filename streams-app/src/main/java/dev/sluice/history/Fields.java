package dev.sluice.history;

import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads the fields of records that are known to be there. */
final class Fields {
  private Fields() {}

  /** Empty for null. */
  static String text(GenericRecord record, String name) {
    Object value = record.get(name);
    return value == null ? "" : value.toString();
  }

  static long whole(GenericRecord record, String name) {
    return (Long) Objects.requireNonNull(record.get(name));
  }

  /** 0 for null. */
  static int number(GenericRecord record, String name) {
    Object value = record.get(name);
    return value == null ? 0 : (Integer) value;
  }

  static boolean flag(GenericRecord record, String name) {
    return Boolean.TRUE.equals(record.get(name));
  }

  static GenericRecord record(GenericRecord record, String name) {
    return (GenericRecord) Objects.requireNonNull(record.get(name));
  }

  static @Nullable GenericRecord orNull(GenericRecord record, String name) {
    return (GenericRecord) record.get(name);
  }
}
