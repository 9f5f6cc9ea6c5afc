package dev.sluice.call;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One part of a message. */
public sealed interface ContentPart {

  /**
   * How long the provider is to cache the prompt up to this part; null if it is not to, or may
   * decide. A provider without such markers does not get it.
   */
  default @Nullable CacheTtl cacheTtl() {
    return null;
  }

  record Text(String text, @Nullable CacheTtl cacheTtl) implements ContentPart {
    public Text(String text) {
      this(text, null);
    }

    public Text withText(String text) {
      return new Text(text, cacheTtl);
    }
  }

  /** An image by its http(s) or data URL. */
  record Image(String url, @Nullable String detail, @Nullable CacheTtl cacheTtl)
      implements ContentPart {
    public Image(String url, @Nullable String detail) {
      this(url, detail, null);
    }
  }

  /** A recording; {@code data} is read-only. */
  record Audio(ByteBuffer data, String mediaType) implements ContentPart {
    public Audio {
      data = data.asReadOnlyBuffer();
    }
  }

  /** A document; {@code data} is read-only. */
  record File(
      ByteBuffer data, String mediaType, @Nullable String fileName, @Nullable CacheTtl cacheTtl)
      implements ContentPart {
    public File {
      data = data.asReadOnlyBuffer();
    }

    public File(ByteBuffer data, String mediaType, @Nullable String fileName) {
      this(data, mediaType, fileName, null);
    }
  }

  record Refusal(String text) implements ContentPart {}
}
