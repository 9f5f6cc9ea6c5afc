package dev.sluice.call;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One part of a message. */
public sealed interface ContentPart {

  record Text(String text) implements ContentPart {}

  /** An image by its http(s) or data URL. */
  record Image(String url, @Nullable String detail) implements ContentPart {}

  /** A recording; {@code data} is read-only. */
  record Audio(ByteBuffer data, String mediaType) implements ContentPart {
    public Audio {
      data = data.asReadOnlyBuffer();
    }
  }

  /** A document; {@code data} is read-only. */
  record File(ByteBuffer data, String mediaType, @Nullable String fileName) implements ContentPart {
    public File {
      data = data.asReadOnlyBuffer();
    }
  }

  record Refusal(String text) implements ContentPart {}
}
