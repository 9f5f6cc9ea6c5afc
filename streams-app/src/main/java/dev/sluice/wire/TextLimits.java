package dev.sluice.wire;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The longest texts of an input that its events and rows repeat: an event about a longer one could
 * be larger than a record may be, and a write that fails ends the transaction. Lengths are in
 * characters (Unicode code points). Stateless; any thread.
 */
public final class TextLimits {
  /** Of a tenant, request ID, model, key ID, user, fallback or polling ID. */
  public static final int MAX_NAME = 256;

  /** Of fallbacks that a request may name. */
  public static final int MAX_FALLBACKS = 32;

  /** Of a policy's record, in bytes: it is stored in one row. */
  public static final int MAX_POLICY_BYTES = 1 << 20;

  static final int MAX_METADATA = 16;
  static final int MAX_METADATA_KEY = 64;
  static final int MAX_METADATA_VALUE = 512;

  /** Java puts this in place of bytes that are not UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private TextLimits() {}

  /** What is wrong with a record's key as a tenant; empty where it may be one. */
  public static Optional<String> tenantProblem(@Nullable String key) {
    if (key == null || key.isBlank()) {
      return Optional.of("the record has no key; its key is the tenant");
    }
    if (!isName(key)) {
      return Optional.of(
          "the record's key, the tenant, must have at most " + MAX_NAME + " characters");
    }
    return key.indexOf(REPLACEMENT) < 0
        ? Optional.empty()
        : Optional.of("the record's key, the tenant, must be valid UTF-8");
  }

  /** The key where it may be a tenant; otherwise null. */
  public static @Nullable String tenant(@Nullable String key) {
    return tenantProblem(key).isPresent() ? null : key;
  }

  /** Whether the text is short enough for a name. */
  public static boolean isName(@Nullable String text) {
    return isWithin(text, MAX_NAME);
  }

  /** The text where it is short enough for a name; otherwise null. */
  public static @Nullable String nameOrNull(@Nullable String text) {
    return isName(text) ? text : null;
  }

  /** The text, or its beginning with an ellipsis where it has more UTF-16 units than that. */
  public static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }

  static boolean isWithin(@Nullable String text, int most) {
    // a character takes at most two chars, so a text of megabytes is not walked through
    return text == null
        || text.length() <= most
        || (text.length() <= 2 * most && text.codePointCount(0, text.length()) <= most);
  }

  /** The metadata where they keep to their limits; otherwise none. */
  public static Map<String, String> metadataOrNone(Map<String, String> metadata) {
    boolean fits =
        metadata.size() <= MAX_METADATA
            && metadata.keySet().stream().allMatch(key -> isWithin(key, MAX_METADATA_KEY))
            && metadata.values().stream().allMatch(value -> isWithin(value, MAX_METADATA_VALUE));
    return fits ? metadata : Map.of();
  }
}
