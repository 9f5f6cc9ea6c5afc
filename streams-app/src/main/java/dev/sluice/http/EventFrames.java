package dev.sluice.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.openai.StreamEvent;
import dev.sluice.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes events in the form of server-sent events. Pure; any thread. */
final class EventFrames {
  static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(US_ASCII);

  private static final byte[] NAME = "event: ".getBytes(US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(US_ASCII);
  private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);
  private static final int USUAL = 256;

  private EventFrames() {}

  static byte[] of(List<StreamEvent> events) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream(USUAL * events.size());
    for (StreamEvent event : events) {
      if (event.name() != null) {
        frames.writeBytes(NAME);
        frames.writeBytes(event.name().getBytes(UTF_8));
        frames.write('\n');
      }
      frames.writeBytes(DATA);
      frames.writeBytes(event.data() == null ? DONE : Json.bytes(event.data()));
      frames.write('\n');
      frames.write('\n');
    }
    return frames.toByteArray();
  }

  /** About the characters of its texts. */
  static long estimate(StreamEvent event) {
    return event.data() == null ? DONE.length : estimate(event.data());
  }

  private static long estimate(JsonNode json) {
    long size = 1L + (json.isTextual() ? json.textValue().length() : 0);
    for (JsonNode child : json) {
      size += estimate(child);
    }
    return size;
  }
}
