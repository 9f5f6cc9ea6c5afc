package dev.sluice.wire;

import java.nio.ByteBuffer;

/** What stands before the Avro in Confluent's wire format. Stateless; any thread. */
final class WirePrefix {
  static final int SIZE = 5;

  private WirePrefix() {}

  static boolean isThere(byte[] value) {
    return value.length >= SIZE && value[0] == 0;
  }

  /** Of a value that has the prefix; a negative one is no ID. */
  static int schemaId(byte[] value) {
    return ByteBuffer.wrap(value, 1, 4).getInt();
  }
}
