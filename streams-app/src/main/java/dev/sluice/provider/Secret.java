package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/**
 * A text that must not be shown. Neither its {@code toString} nor that of a record that holds it
 * shows the text; only {@link #reveal} does.
 */
public final class Secret {
  private final String text;

  public Secret(String text) {
    this.text = text;
  }

  /** The text itself, for whoever must send it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    // in constant time: the duration must not tell where two secrets differ
    return other instanceof Secret secret
        && MessageDigest.isEqual(text.getBytes(UTF_8), secret.text.getBytes(UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
