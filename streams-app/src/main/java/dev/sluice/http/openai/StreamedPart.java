package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;

/** A part of an item while it is streamed, from its first event to its last. */
final class StreamedPart {

  /** What a part is, and in which events it is told. */
  enum Kind {
    TEXT("output_text", "text", "content_part", "output_text", "content_index"),
    REFUSAL("refusal", "refusal", "content_part", "refusal", "content_index"),
    SUMMARY(
        "summary_text",
        "text",
        "reasoning_summary_part",
        "reasoning_summary_text",
        "summary_index");

    private final String type;
    private final String field;
    private final String partEvent;
    private final String textEvent;
    private final String indexField;

    Kind(String type, String field, String partEvent, String textEvent, String indexField) {
      this.type = type;
      this.field = field;
      this.partEvent = partEvent;
      this.textEvent = textEvent;
      this.indexField = indexField;
    }
  }

  /** The item that it is a part of. */
  record Of(EventSequence out, int item, String id) {}

  private final Of of;
  private final Kind kind;
  private final int number;
  private final StringBuilder text = new StringBuilder(0);

  /** Tells that it begins. */
  StreamedPart(Of of, Kind kind, int number) {
    this.of = of;
    this.kind = kind;
    this.number = number;
    event(kind.partEvent + ".added").set("part", part(""));
  }

  Kind kind() {
    return kind;
  }

  void add(String delta) {
    text.append(delta);
    addLogprobs(event(kind.textEvent + ".delta").put("delta", delta));
  }

  /**
   * Tells its end.
   *
   * @return the whole of it
   */
  ObjectNode done() {
    String whole = text.toString();
    addLogprobs(event(kind.textEvent + ".done").put(kind.field, whole));
    ObjectNode part = part(whole);
    event(kind.partEvent + ".done").set("part", part);
    return part;
  }

  private ObjectNode event(String type) {
    return of.out().add(type, of.item(), of.id()).put(kind.indexField, number);
  }

  private ObjectNode part(String whole) {
    ObjectNode part = Json.object().put("type", kind.type).put(kind.field, whole);
    if (kind == Kind.TEXT) {
      part.putArray("annotations");
      part.putArray("logprobs");
    }
    return part;
  }

  private void addLogprobs(ObjectNode event) {
    if (kind == Kind.TEXT) {
      event.putArray("logprobs");
    }
  }
}
