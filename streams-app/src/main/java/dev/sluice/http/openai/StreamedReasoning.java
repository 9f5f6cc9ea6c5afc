package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning while it is streamed. Its last event waits for the end of the answer, since only that
 * tells what the provider must get back. Confined to one stream.
 */
final class StreamedReasoning implements StreamedItem {
  private static final String ENCRYPTED = "encrypted_content";

  private final EventSequence out;
  private final int index;
  private final ObjectNode item;
  private final ArrayNode parts;
  private final StringBuilder text = new StringBuilder(0);
  private boolean open;
  private boolean done;

  /**
   * @param encrypted if it is known already
   */
  StreamedReasoning(EventSequence out, String id, @Nullable JsonNode encrypted) {
    this.out = out;
    this.index = out.nextItem();
    this.item = Json.object().put("type", "reasoning").put("id", id);
    this.parts = item.putArray("summary");
    encrypt(encrypted);
    out.addItem("added", index, item.deepCopy());
  }

  void encrypt(@Nullable JsonNode encrypted) {
    if (encrypted != null) {
      item.set(ENCRYPTED, encrypted);
    }
  }

  void add(String delta) {
    if (!open) {
      open = true;
      event("part.added").set("part", part(""));
    }
    text.append(delta);
    event("text.delta").put("delta", delta);
  }

  /** Tells that no more text follows; idempotent. */
  void closeText() {
    if (open) {
      String whole = text.toString();
      event("text.done").put("text", whole);
      ObjectNode part = part(whole);
      event("part.done").set("part", part);
      parts.add(part);
      text.setLength(0);
      text.trimToSize();
      open = false;
    }
  }

  /** Without a status, as reasoning of a whole answer is. */
  @Override
  public void done(String status) {
    if (!done) {
      closeText();
      out.addItem("done", index, item);
      done = true;
    }
  }

  @Override
  public ObjectNode json() {
    return item;
  }

  private ObjectNode event(String type) {
    return out.add("reasoning_summary_" + type, index, item.path("id").asText())
        .put("summary_index", parts.size());
  }

  private static ObjectNode part(String text) {
    return Json.object().put("type", "summary_text").put("text", text);
  }
}
