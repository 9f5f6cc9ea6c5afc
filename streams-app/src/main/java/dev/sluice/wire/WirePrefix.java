package dev.sluice.wire;

import java.nio.ByteBuffer;

/** Confluent's wire format: a magic byte and a schema ID before the Avro. Stateless; any thread. */
final class WirePrefix {
  static final int SIZE = 5;

  private WirePrefix() {}

  static boolean isThere(byte[] value) {
    return value.length >= SIZE && value[0] == 0;
  }

  /** The ID of a value that has the prefix; negative if it is none. */
  static int schemaId(byte[] value) {
    return ByteBuffer.wrap(value, 1, 4).getInt();
  }
}
