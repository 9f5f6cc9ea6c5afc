package dev.sluice.failure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Text that UTF-8 carries without loss: half a surrogate pair, which JSON escapes can smuggle in,
 * becomes a question mark before it makes a record differ from its source.
 */
final class Text {
  private Text() {}

  static String wellFormed(String text) {
    return UTF_8.newEncoder().canEncode(text) ? text : new String(text.getBytes(UTF_8), UTF_8);
  }

  static @Nullable String wellFormedOrNull(@Nullable String text) {
    return text == null ? null : wellFormed(text);
  }

  static Map<String, String> wellFormed(Map<String, String> texts) {
    TreeMap<String, String> copy = new TreeMap<>();
    texts.forEach((name, text) -> copy.put(wellFormed(name), wellFormed(text)));
    return Collections.unmodifiableMap(copy);
  }

  /** The longest prefix of the text within that many bytes of UTF-8. */
  static String capped(String text, int maxBytes) {
    ByteBuffer bytes = ByteBuffer.allocate(maxBytes);
    UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(text), bytes, true);
    return UTF_8.decode(bytes.flip()).toString();
  }
}
