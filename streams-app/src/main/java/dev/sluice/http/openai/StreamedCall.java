package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;

/**
 * A tool call while it is streamed. It is done at the end of the answer only: arguments may come in
 * turns, and some SDKs run the tool as soon as it is done, whatever its status. Confined to one
 * stream.
 */
final class StreamedCall implements StreamedItem {
  private final EventSequence out;
  private final int index;
  private final String id;
  private final boolean custom;
  private final ObjectNode item;
  private final StringBuilder arguments = new StringBuilder(0);
  private boolean done;

  StreamedCall(EventSequence out, String id, AnswerDelta.ToolCallBegun call) {
    this.out = out;
    this.index = out.nextItem();
    this.id = id;
    this.custom = call.custom();
    this.item =
        Json.object()
            .put("type", custom ? CallItems.CUSTOM : CallItems.FUNCTION)
            .put("id", id)
            .put("call_id", call.id())
            .put("name", call.name())
            .put(CallItems.field(custom), "")
            .put("status", "in_progress");
    out.addItem("added", index, item.deepCopy());
  }

  void add(String delta) {
    arguments.append(delta);
    event("delta").put("delta", delta);
  }

  @Override
  public void done(String status) {
    if (!done) {
      String whole = arguments.toString();
      ObjectNode event = event("done");
      if (!custom) {
        event.set("name", item.path("name"));
      }
      event.put(CallItems.field(custom), whole);
      item.put(CallItems.field(custom), whole).put("status", status);
      out.addItem("done", index, item);
      done = true;
    }
  }

  @Override
  public ObjectNode json() {
    return item;
  }

  private ObjectNode event(String type) {
    String of = custom ? "custom_tool_call_input." : "function_call_arguments.";
    return out.add(of + type, index, id);
  }
}
