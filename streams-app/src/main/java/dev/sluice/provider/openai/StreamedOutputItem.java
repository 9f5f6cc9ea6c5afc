package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One item of {@link StreamedOutput}. */
final class StreamedOutputItem {

  /** A part of the item by its kind and place. */
  private record Part(int index, OutputKind kind) implements Comparable<Part> {
    @Override
    public int compareTo(Part other) {
      int order = Integer.compare(index, other.index);
      return order == 0 ? kind.compareTo(other.kind) : order;
    }
  }

  private final OutputDeltas deltas;
  private final Map<Part, StringBuilder> parts = new TreeMap<>();

  /** Its place among the tool calls; -1 for what is none. */
  private final int call;

  private ObjectNode told;
  private boolean isDone;

  StreamedOutputItem(ObjectNode told, OutputDeltas deltas) {
    this.told = told;
    this.deltas = deltas;
    this.call = OutputKind.isToolCall(type()) ? deltas.nextCall() : -1;
    begin();
  }

  private String type() {
    return told.path("type").asText("");
  }

  private void begin() {
    String name = Json.text(told.path("name"));
    if (call >= 0 && name != null) {
      boolean isCustom = type().equals(OutputKind.INPUT.itemType());
      deltas.begin(call, told.path("call_id").asText(""), name, isCustom);
    }
  }

  boolean isNamed(String id) {
    return id.equals(told.path("id").asText());
  }

  boolean isOpen(String type) {
    return !isDone && type().equals(type);
  }

  /** Whether that may be the same item, told again. */
  boolean isLike(ObjectNode item) {
    boolean isSameType = type().equals(item.path("type").asText(""));
    JsonNode id = told.path("call_id");
    JsonNode other = item.path("call_id");
    return isSameType && (!id.isTextual() || !other.isTextual() || id.equals(other));
  }

  boolean isDone() {
    return isDone;
  }

  void add(OutputKind kind, int index, String piece) {
    if (!piece.isEmpty()) {
      StringBuilder all = parts.computeIfAbsent(new Part(index, kind), any -> new StringBuilder());
      all.append(piece);
      if (kind.isWhole()) {
        deltas.arguments(call, piece);
      } else {
        deltas.add(kind, all, piece);
      }
    }
  }

  /** Takes the whole item, and tells what no piece has told of it. */
  void end(ObjectNode whole) {
    told = whole;
    isDone = true;
    begin();
    for (OutputKind kind : OutputKind.values()) {
      if (kind.itemType().equals(type())) {
        rest(kind, texts(kind, whole.path(kind.member())));
      }
    }
  }

  private static List<String> texts(OutputKind kind, JsonNode member) {
    if (kind.isWhole()) {
      return List.of(member.asText(""));
    }
    boolean isReasoning = kind == OutputKind.SUMMARY || kind == OutputKind.THOUGHT;
    List<String> texts = new ArrayList<>();
    for (JsonNode part : member) {
      if (isReasoning || part.path("type").asText("").equals(kind.partType())) {
        texts.add(part.path(kind.text()).asText(""));
      }
    }
    return texts;
  }

  /** Servers that count parts otherwise than they list them are taken by their words. */
  private void rest(OutputKind kind, List<String> texts) {
    StringBuilder pieces = new StringBuilder();
    int last = 0;
    for (Map.Entry<Part, StringBuilder> part : parts.entrySet()) {
      if (part.getKey().kind == kind) {
        pieces.append(part.getValue());
        last = part.getKey().index;
      }
    }
    String known = pieces.toString();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (known.startsWith(text)) {
        known = known.substring(text.length());
      } else if (text.startsWith(known)) {
        add(kind, known.isEmpty() ? i : last, text.substring(known.length()));
        known = "";
      } else {
        return;
      }
    }
  }

  ObjectNode toJson() {
    ObjectNode json = told.deepCopy();
    if (isDone) {
      return json;
    }
    for (OutputKind kind : OutputKind.values()) {
      if (kind.itemType().equals(type()) && !kind.isWhole()) {
        json.remove(kind.member());
      }
    }
    parts.forEach((part, text) -> put(json, part.kind, text.toString()));
    return json;
  }

  private static void put(ObjectNode json, OutputKind kind, String text) {
    if (kind.isWhole()) {
      json.put(kind.member(), text);
    } else {
      json.withArray(kind.member()).addObject().put("type", kind.partType()).put(kind.text(), text);
    }
  }
}
