package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;

/** A message while it is streamed: texts and refusals, each a part. Confined to one stream. */
final class StreamedMessage implements StreamedItem {
  private final EventSequence out;
  private final int index;
  private final ObjectNode item;
  private final ArrayNode parts;
  private final StringBuilder text = new StringBuilder(0);
  private boolean open;
  private boolean refusal;
  private boolean done;

  StreamedMessage(EventSequence out, String id) {
    this.out = out;
    this.index = out.nextItem();
    this.item =
        Json.object()
            .put("type", "message")
            .put("id", id)
            .put("role", "assistant")
            .put("status", "in_progress");
    this.parts = item.putArray("content");
    out.addItem("added", index, item.deepCopy());
  }

  void add(boolean isRefusal, String delta) {
    if (open && refusal != isRefusal) {
      closeText();
    }
    if (!open) {
      open = true;
      refusal = isRefusal;
      event("content_part.added").set("part", part(""));
    }
    text.append(delta);
    told(event(type() + ".delta").put("delta", delta));
  }

  private void closeText() {
    if (open) {
      String whole = text.toString();
      told(event(type() + ".done").put(field(), whole));
      ObjectNode part = part(whole);
      event("content_part.done").set("part", part);
      parts.add(part);
      text.setLength(0);
      text.trimToSize();
      open = false;
    }
  }

  @Override
  public void done(String status) {
    if (!done) {
      closeText();
      item.put("status", status);
      out.addItem("done", index, item);
      done = true;
    }
  }

  @Override
  public ObjectNode json() {
    return item;
  }

  private ObjectNode event(String type) {
    return out.add(type, index, item.path("id").asText()).put("content_index", parts.size());
  }

  private ObjectNode part(String whole) {
    ObjectNode part = Json.object().put("type", type()).put(field(), whole);
    if (!refusal) {
      part.putArray("annotations");
      part.putArray("logprobs");
    }
    return part;
  }

  private String type() {
    return refusal ? "refusal" : "output_text";
  }

  private String field() {
    return refusal ? "refusal" : "text";
  }

  private void told(ObjectNode event) {
    if (!refusal) {
      var unused = event.putArray("logprobs");
    }
  }
}
