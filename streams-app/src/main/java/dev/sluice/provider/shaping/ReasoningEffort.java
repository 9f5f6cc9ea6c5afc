package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.JsonNode;

/** The effort of reasoning that a request asks for. Pure. */
final class ReasoningEffort {
  private ReasoningEffort() {}

  /** Whether it asks for any, in the form of chat completions or of the Responses API. */
  static boolean isAsked(JsonNode extra) {
    String effort =
        extra.path("reasoning_effort").asText(extra.path("reasoning").path("effort").asText(""));
    return !effort.isEmpty() && !effort.equals("none") && !effort.equals("null");
  }
}
