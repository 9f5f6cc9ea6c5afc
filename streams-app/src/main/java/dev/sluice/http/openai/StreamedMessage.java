package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import org.jspecify.annotations.Nullable;

/** A message while it is streamed: texts and refusals, each a part. Confined to one stream. */
final class StreamedMessage implements StreamedItem {
  private final StreamedPart.Of self;
  private final ObjectNode item;
  private final ArrayNode parts;
  private @Nullable StreamedPart open;
  private boolean done;

  StreamedMessage(EventSequence out, String id) {
    this.self = new StreamedPart.Of(out, out.nextItem(), id);
    this.item =
        Json.object()
            .put("type", "message")
            .put("id", id)
            .put("role", "assistant")
            .put("status", "in_progress");
    this.parts = item.putArray("content");
    out.addItem("added", self.item(), item.deepCopy());
  }

  void add(StreamedPart.Kind kind, String delta) {
    if (open != null && open.kind() != kind) {
      closePart();
    }
    if (open == null) {
      open = new StreamedPart(self, kind, parts.size());
    }
    open.add(delta);
  }

  private void closePart() {
    if (open != null) {
      parts.add(open.done());
      open = null;
    }
  }

  @Override
  public void done(String status) {
    if (!done) {
      closePart();
      item.put("status", status);
      self.out().addItem("done", self.item(), item);
      done = true;
    }
  }

  @Override
  public ObjectNode json() {
    return item;
  }
}
