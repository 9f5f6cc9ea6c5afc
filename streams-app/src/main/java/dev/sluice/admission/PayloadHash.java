package dev.sluice.admission;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;

/** The SHA-256 of a request's payload, as a value. */
public record PayloadHash(long first, long second, long third, long fourth) {

  static final int LENGTH = 32;

  /** Hashes a payload. */
  public static PayloadHash ofPayload(byte[] payload) {
    return ofDigest(Hashing.sha256().hashBytes(payload).asBytes());
  }

  /**
   * Wraps a digest.
   *
   * @throws IllegalArgumentException unless it has 32 bytes
   */
  public static PayloadHash ofDigest(byte[] digest) {
    if (digest.length != LENGTH) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + digest.length);
    }
    ByteBuffer in = ByteBuffer.wrap(digest);
    return new PayloadHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  byte[] digest() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    return out.putLong(first).putLong(second).putLong(third).putLong(fourth).array();
  }
}
