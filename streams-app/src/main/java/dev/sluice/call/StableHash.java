package dev.sluice.call;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A deterministic pseudo-random number in [0, 1) from a name, so that replays repeat it. */
final class StableHash {
  private static final int BITS = 53;

  private StableHash() {}

  /** At least 0 and below 1; uniform over names. */
  static double of(String name) {
    byte[] hash = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).asBytes();
    return (ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - BITS)) * 0x1p-53;
  }
}
