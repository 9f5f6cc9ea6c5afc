package dev.sluice.gateway.tracing;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The IDs of traces and spans: hashes of what they are about. Every process gives the same span the
 * same ID, and none needs to be stored. Pure.
 */
final class SpanIds {
  private static final int SPAN_DIGITS = 16;

  /** Several for each call, and nobody gains by a collision: no need of a cryptographic one. */
  private static final HashFunction HASH = Hashing.murmur3_128();

  private SpanIds() {}

  /** Of the trace of a call whose client has none. */
  static String trace(String call) {
    return hash("trace", call);
  }

  /**
   * @param what kind of span
   * @param of what it is about, unique within the kind
   */
  static String span(String what, String of) {
    return hash(what, of).substring(0, SPAN_DIGITS);
  }

  private static String hash(String what, String of) {
    return HASH.hashString(what + " " + of, StandardCharsets.UTF_8).toString();
  }
}
