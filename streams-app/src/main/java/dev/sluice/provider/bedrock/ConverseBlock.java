package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ToolArguments;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** One block of content, as far as it has come. Confined to one stream. */
final class ConverseBlock {
  enum Kind {
    TEXT,
    REASONING,
    REDACTED_REASONING,
    CALL
  }

  private final Kind kind;
  private final ObjectNode start;
  private final int call;

  /** Its text, or the JSON of a call's input. */
  private final StringBuilder pieces = new StringBuilder();

  private final StringBuilder signature = new StringBuilder();
  private final List<String> redacted = new ArrayList<>();
  private final ArrayNode citations = Json.MAPPER.createArrayNode();

  private ConverseBlock(Kind kind, ObjectNode start, int call) {
    this.kind = kind;
    this.start = start;
    this.call = call;
  }

  /** All but calls, which have no start. */
  static ConverseBlock of(Kind kind) {
    return new ConverseBlock(kind, Json.object(), -1);
  }

  /**
   * @param start what the stream tells of it first
   * @param call its place among the answer's tool calls
   */
  static ConverseBlock call(ObjectNode start, int call) {
    return new ConverseBlock(Kind.CALL, start.deepCopy(), call);
  }

  boolean isA(Kind other) {
    return kind == other;
  }

  int call() {
    return call;
  }

  boolean hasPieces() {
    return !pieces.isEmpty();
  }

  void append(String piece) {
    pieces.append(piece);
  }

  void sign(String piece) {
    signature.append(piece);
  }

  void redact(String base64) {
    redacted.add(base64);
  }

  void cite(JsonNode citation) {
    citations.add(citation);
  }

  /** As a whole reply has it. */
  ObjectNode whole() {
    ObjectNode block = Json.object();
    String all = pieces.toString();
    switch (kind) {
      case TEXT -> {
        if (citations.isEmpty()) {
          block.put("text", all);
        } else {
          ObjectNode cited = block.putObject("citationsContent");
          cited.putArray("content").addObject().put("text", all);
          cited.set("citations", citations.deepCopy());
        }
      }
      case REASONING -> {
        ObjectNode text = block.putObject("reasoningContent").putObject("reasoningText");
        text.put("text", all);
        if (!signature.isEmpty()) {
          text.put("signature", signature.toString());
        }
      }
      case REDACTED_REASONING ->
          block.putObject("reasoningContent").put("redactedContent", joined(redacted));
      case CALL -> {
        ObjectNode toolUse = start.deepCopy();
        toolUse.set("input", all.isEmpty() ? Json.object() : ToolArguments.parsed(all));
        block.set("toolUse", toolUse);
      }
    }
    return block;
  }

  /** Each piece is encoded by itself, and may end in padding. */
  private static String joined(List<String> pieces) {
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      pieces.forEach(piece -> bytes.writeBytes(Base64.getDecoder().decode(piece)));
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IllegalArgumentException notBase64) {
      return String.join("", pieces);
    }
  }
}
