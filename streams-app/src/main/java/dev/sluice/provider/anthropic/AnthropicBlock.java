package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.provider.http.ToolArguments;

/** One block of a message, as far as it has come. Confined to one stream. */
final class AnthropicBlock {
  private final ObjectNode fields;
  private final String type;
  private final int call;

  /** What comes of it piece by piece: its text, its thinking, or the JSON of its input. */
  private final StringBuilder pieces = new StringBuilder();

  /**
   * @param start what the stream tells of it first
   * @param call its place among the message's tool calls, if it is one
   */
  AnthropicBlock(ObjectNode start, int call) {
    this.fields = start.deepCopy();
    this.type = start.path("type").asText("");
    this.call = call;
    if (isNamedAsItsField()) {
      pieces.append(fields.path(type).asText(""));
      fields.put(type, "");
    }
  }

  private boolean isNamedAsItsField() {
    return isA("text") || isA("thinking");
  }

  boolean isA(String other) {
    return type.equals(other);
  }

  /** Whether it calls a tool of the caller's; calls of the vendor's own have other types. */
  boolean isCall() {
    return isA("tool_use");
  }

  int call() {
    return call;
  }

  String text(String field) {
    return fields.path(field).asText("");
  }

  String pieces() {
    return pieces.toString();
  }

  void append(String piece) {
    pieces.append(piece);
  }

  void sign(String signature) {
    fields.put("signature", signature);
  }

  void cite(JsonNode citation) {
    ArrayNode citations =
        fields.path("citations") instanceof ArrayNode told ? told : fields.putArray("citations");
    citations.add(citation);
  }

  /** The arguments that its start has, which count where no pieces follow. */
  String givenArguments() {
    return ToolArguments.of(fields.path("input"));
  }

  ObjectNode whole() {
    ObjectNode whole = fields.deepCopy();
    if (isNamedAsItsField()) {
      whole.put(type, pieces.toString());
    } else if (!pieces.isEmpty()) {
      whole.set("input", ToolArguments.parsed(pieces.toString()));
    }
    return whole;
  }
}
