package dev.sluice.config;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** SHA-256 hashes of API keys, as they are stored. */
final class Hashes {
  private Hashes() {}

  /** Of the text in UTF-8, as 64 lower-case hex digits. */
  static String sha256(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
