package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** What the items of a response have that comes in pieces. */
enum OutputKind {
  TEXT("message", "content", "output_text", "text"),
  REFUSAL("message", "content", "refusal", "refusal"),
  SUMMARY("reasoning", "summary", "summary_text", "text"),
  THOUGHT("reasoning", "content", "reasoning_text", "text"),
  ARGUMENTS("function_call", "arguments", "", ""),
  INPUT("custom_tool_call", "input", "", "");

  private final String itemType;
  private final String member;
  private final String partType;
  private final String text;

  OutputKind(String itemType, String member, String partType, String text) {
    this.itemType = itemType;
    this.member = member;
    this.partType = partType;
    this.text = text;
  }

  String itemType() {
    return itemType;
  }

  /** The item's member that it is, or is a part of. */
  String member() {
    return member;
  }

  String partType() {
    return partType;
  }

  /** The part's member that holds the text. */
  String text() {
    return text;
  }

  /** The part's text; empty if it is of another kind. */
  String of(JsonNode part) {
    return part.path("type").asText("").equals(partType) ? part.path(text).asText("") : "";
  }

  /** Whether its member is one text, not a list of parts. */
  boolean isWhole() {
    return this == ARGUMENTS || this == INPUT;
  }

  static boolean isToolCall(String itemType) {
    return itemType.equals(ARGUMENTS.itemType) || itemType.equals(INPUT.itemType);
  }
}
