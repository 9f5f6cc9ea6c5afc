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

  private final StreamedPart.Of self;
  private final ObjectNode item;
  private final ArrayNode parts;
  private @Nullable StreamedPart open;
  private boolean done;

  /**
   * @param encrypted if it is known already
   */
  StreamedReasoning(EventSequence out, String id, @Nullable JsonNode encrypted) {
    this.self = new StreamedPart.Of(out, out.nextItem(), id);
    this.item = Json.object().put("type", "reasoning").put("id", id);
    this.parts = item.putArray("summary");
    encrypt(encrypted);
    out.addItem("added", self.item(), item.deepCopy());
  }

  void encrypt(@Nullable JsonNode encrypted) {
    if (encrypted != null) {
      item.set(ENCRYPTED, encrypted);
    }
  }

  void add(String delta) {
    if (open == null) {
      open = new StreamedPart(self, StreamedPart.Kind.SUMMARY, parts.size());
    }
    open.add(delta);
  }

  /** Tells that no more text follows; idempotent. */
  void closeText() {
    if (open != null) {
      parts.add(open.done());
      open = null;
    }
  }

  /** Without a status, as reasoning of a whole answer is. */
  @Override
  public void done(String status) {
    if (!done) {
      closeText();
      self.out().addItem("done", self.item(), item);
      done = true;
    }
  }

  @Override
  public ObjectNode json() {
    return item;
  }
}
