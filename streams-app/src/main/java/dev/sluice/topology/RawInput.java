package dev.sluice.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.v1.RawRecord;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.TextLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an error record keeps of an input that can't be read: the beginning of its key and of its
 * value. Immutable.
 *
 * @param maxBytes the most bytes of the value, and a sixteenth of it the most of the key, 16 or
 *     more
 */
record RawInput(int maxBytes) {
  private static final int KEY_PART = 16;

  /** Null for an input that its error record describes without its bytes. */
  @Nullable RawRecord of(@Nullable String key, Decoded<?> value) {
    if (value instanceof Decoded.Readable<?> readable) {
      boolean isNamed = key == null || TextLimits.tenantProblem(key).isEmpty();
      return isNamed ? null : raw(key, null, readable.size());
    }
    byte[] bytes = value instanceof Decoded.Unreadable<?> unreadable ? unreadable.bytes() : null;
    return raw(key, bytes == null ? new byte[0] : bytes, bytes == null ? 0 : bytes.length);
  }

  private RawRecord raw(@Nullable String key, byte @Nullable [] value, int valueSize) {
    int keyCap = maxBytes / KEY_PART;
    byte[] keyBytes = key == null ? new byte[0] : key.getBytes(UTF_8);
    return RawRecord.newBuilder()
        .setKey(key == null ? null : beginning(keyBytes, keyCap))
        .setValue(value == null ? null : beginning(value, maxBytes))
        .setValueSize(valueSize)
        .setTruncated(keyBytes.length > keyCap || (value != null && valueSize > maxBytes))
        .build();
  }

  private static ByteBuffer beginning(byte[] bytes, int most) {
    return ByteBuffer.wrap(bytes.length > most ? Arrays.copyOf(bytes, most) : bytes);
  }
}
