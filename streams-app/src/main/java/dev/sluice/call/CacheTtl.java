package dev.sluice.call;

import org.jspecify.annotations.Nullable;

/** How long a provider is to keep the part of a prompt that ends with a content part. */
public enum CacheTtl {
  FIVE_MINUTES("5m"),
  ONE_HOUR("1h");

  private final String text;

  CacheTtl(String text) {
    this.text = text;
  }

  /** As Anthropic writes it, and all who took it over. */
  public String text() {
    return text;
  }

  /** Null for another text. */
  public static @Nullable CacheTtl of(String text) {
    for (CacheTtl each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    return null;
  }
}
