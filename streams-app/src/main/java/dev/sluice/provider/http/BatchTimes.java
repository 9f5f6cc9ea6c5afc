package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times of batches: seconds since the epoch at OpenAI, dates at Anthropic, either at Azure. */
public final class BatchTimes {
  private BatchTimes() {}

  /** Null if it can't be read. */
  public static @Nullable Instant read(JsonNode time) {
    try {
      return time.isNumber()
          ? Instant.ofEpochSecond(time.asLong())
          : OffsetDateTime.parse(time.asText("")).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
