package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import java.util.List;

/** Reads a whole stream of server-sent events, and holds each frame to the form that SDKs read. */
public final class SseReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SseReader() {}

  public static List<JsonNode> events(String body) {
    return Splitter.on("\n\n")
        .splitToStream(body)
        .filter(frame -> !frame.isBlank() && !frame.startsWith(":"))
        .map(SseReader::event)
        .toList();
  }

  public static List<String> types(String body) {
    return events(body).stream().map(event -> event.path("type").asText()).toList();
  }

  private static JsonNode event(String frame) {
    List<String> lines = Splitter.on('\n').splitToList(frame);
    if (lines.size() != 2
        || !lines.get(0).startsWith("event: ")
        || !lines.get(1).startsWith("data: ")) {
      throw new AssertionError("not a frame: " + frame);
    }
    try {
      JsonNode event = MAPPER.readTree(lines.get(1).substring("data: ".length()));
      if (!event.path("type").asText().equals(lines.get(0).substring("event: ".length()))) {
        throw new AssertionError("two types: " + frame);
      }
      return event;
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(frame, malformed);
    }
  }
}
