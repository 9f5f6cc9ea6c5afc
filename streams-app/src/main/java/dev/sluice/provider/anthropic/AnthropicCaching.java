package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.CacheTtl;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The markers up to which the Messages API caches a prompt. Pure. */
final class AnthropicCaching {
  private static final String MARKER = "cache_control";

  /** More than that make an error of the request. */
  private static final int MOST = 4;

  private AnthropicCaching() {}

  static void mark(ObjectNode block, CacheTtl ttl) {
    ObjectNode marker = block.putObject(MARKER).put("type", "ephemeral");
    if (ttl != CacheTtl.FIVE_MINUTES) {
      marker.put("ttl", ttl.text());
    }
  }

  /** Moves the last marker of the blocks to the block that holds them, which alone may have it. */
  static void raise(JsonNode blocks, ObjectNode holder) {
    for (JsonNode block : blocks) {
      JsonNode marker = ((ObjectNode) block).remove(MARKER);
      if (marker != null) {
        holder.set(MARKER, marker);
      }
    }
  }

  /**
   * Leaves the last markers of those that are too many, since they cover the most, and lets none of
   * an hour follow one of five minutes, which the API refuses too.
   */
  static void limit(ObjectNode body) {
    List<ObjectNode> marked = new ArrayList<>();
    collect(body.path("tools"), marked);
    collect(body.path("system"), marked);
    body.path("messages").forEach(message -> collect(message.path("content"), marked));
    int most = body.path(MARKER).isObject() ? MOST - 1 : MOST;
    while (marked.size() > most) {
      marked.remove(0).remove(MARKER);
    }
    boolean shorter = false;
    for (ObjectNode block : marked) {
      JsonNode marker = block.path(MARKER);
      boolean hour = marker.path("ttl").asText("").equals(CacheTtl.ONE_HOUR.text());
      if (hour && shorter) {
        block.set(MARKER, Json.object().put("type", "ephemeral"));
      }
      shorter |= !hour;
    }
  }

  private static void collect(JsonNode blocks, List<ObjectNode> marked) {
    for (JsonNode block : blocks) {
      if (block instanceof ObjectNode object && object.path(MARKER).isObject()) {
        marked.add(object);
      }
    }
  }
}
