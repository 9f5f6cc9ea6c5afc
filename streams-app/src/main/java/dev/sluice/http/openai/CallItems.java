package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** The two kinds of output items that call a tool. Pure; any thread. */
final class CallItems {
  static final String FUNCTION = "function_call";
  static final String CUSTOM = "custom_tool_call";

  private CallItems() {}

  static boolean isCustom(JsonNode item) {
    return item.path("type").asText().equals(CUSTOM);
  }

  /** The field with the arguments. */
  static String field(boolean custom) {
    return custom ? "input" : "arguments";
  }

  static String arguments(JsonNode item) {
    return item.path(field(isCustom(item))).asText();
  }

  /**
   * The ID of the item, derived from that of the response.
   *
   * @param number of the call among those of the answer, from 0
   */
  static String id(boolean custom, String responseName, int number) {
    return (custom ? "ctc_" : "fc_") + responseName + "_" + number;
  }
}
