package dev.sluice.admission;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of a request's payload, as a value. */
public record PayloadHash(long first, long second, long third, long fourth) {

  static final int LENGTH = 32;

  /** Hashes a payload. */
  public static PayloadHash ofPayload(byte[] payload) {
    try {
      return ofDigest(MessageDigest.getInstance("SHA-256").digest(payload));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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
