package dev.sluice.gateway.tracing;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The IDs of traces and spans: hashes of what they are about. Every process gives the same span the
 * same ID, and none needs to be stored. Pure.
 */
final class SpanIds {
  private static final int SPAN_DIGITS = 16;
  private static final HexFormat HEX = HexFormat.of();

  /** Several for each call, and nobody gains by a collision: no need of a cryptographic one. */
  private static final HashFunction HASH = Hashing.murmur3_128();

  private SpanIds() {}

  /**
   * As long as a trace's ID.
   *
   * @param what kind of span
   * @param of what it is about, unique within the kind
   */
  static String hash(String what, String of) {
    return HEX.formatHex(HASH.hashString(what + " " + of, StandardCharsets.UTF_8).asBytes());
  }

  static String span(String what, String of) {
    return span(hash(what, of));
  }

  /** The part of a hash that names a span. */
  static String span(String hash) {
    return hash.substring(0, SPAN_DIGITS);
  }
}
