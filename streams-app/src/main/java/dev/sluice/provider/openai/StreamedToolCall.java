package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of {@link StreamedToolCalls}. */
final class StreamedToolCall {
  private final int place;
  private final StringBuilder arguments = new StringBuilder();
  private final ObjectNode extra = Json.object();
  private @Nullable String id;
  private @Nullable String name;
  private boolean isCustom;
  private boolean hasBegun;

  /** Whether the arguments are only what stands for none. */
  private boolean isFilled;

  /** How many characters of the arguments are told. */
  private int told;

  StreamedToolCall(int place) {
    this.place = place;
  }

  boolean isNamed(String other) {
    return other.equals(id);
  }

  /**
   * Whether a piece that is said to be of this call begins the next one. Without a name none does,
   * and with the same name only one that comes behind whole arguments.
   */
  boolean isFollowedBy(@Nullable String nextId, @Nullable String nextName, String more) {
    if (name == null || nextName == null) {
      return false;
    }
    boolean isAnother = nextId == null ? !more.isBlank() : !nextId.equals(id);
    return isAnother && (!nextName.equals(name) || isWhole());
  }

  private boolean isWhole() {
    String text = arguments.toString().strip();
    JsonNode json = text.endsWith("}") ? Json.parse(text) : null;
    return json != null && json.isObject();
  }

  /** Names it unless it has its name: none comes in pieces. */
  void name(@Nullable String ownId, @Nullable String ownName, boolean custom) {
    id = id == null ? ownId : id;
    name = name == null ? ownName : name;
    isCustom |= custom;
  }

  void extra(JsonNode more) {
    if (more instanceof ObjectNode members) {
      extra.setAll(members);
    }
  }

  void append(String more) {
    if (isFilled && !more.isEmpty()) {
      isFilled = false;
      arguments.setLength(0);
      told = 0;
    }
    arguments.append(more);
  }

  /** Nothing before its name is known. */
  void tell(List<AnswerDelta> deltas) {
    if (name == null) {
      return;
    }
    if (!hasBegun) {
      hasBegun = true;
      String known = Objects.requireNonNullElse(id, "");
      deltas.add(new AnswerDelta.ToolCallBegun(place, known, name, isCustom));
    }
    if (told < arguments.length()) {
      deltas.add(new AnswerDelta.ToolArguments(place, arguments.substring(told)));
      told = arguments.length();
    }
  }

  /** Tells what an end says: that there is no name to wait for, and no argument. */
  void end(List<AnswerDelta> deltas) {
    if (!isCustom && arguments.toString().isBlank()) {
      // as the answer has it
      isFilled = true;
      arguments.setLength(0);
      arguments.append("{}");
      told = 0;
    }
    name = name == null ? "" : name;
    tell(deltas);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (id != null) {
      json.put("id", id);
    }
    String type = isCustom ? "custom" : "function";
    json.put("type", type)
        .putObject(type)
        .put("name", Objects.requireNonNullElse(name, ""))
        .put(isCustom ? "input" : "arguments", arguments.toString());
    if (!extra.isEmpty()) {
      json.set("extra_content", extra.deepCopy());
    }
    return json;
  }
}
