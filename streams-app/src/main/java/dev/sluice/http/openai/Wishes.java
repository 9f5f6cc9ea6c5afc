package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a Responses request that its answer does not depend on: they are taken, and reach the
 * providers that know them. What they may be is what openai 3.57.0 lets them be. Pure; any thread.
 */
final class Wishes {
  private static final List<String> INCLUDABLE =
      List.of(
          "file_search_call.results",
          "web_search_call.results",
          "web_search_call.action.sources",
          "message.input_image.image_url",
          "computer_call_output.output.image_url",
          "code_interpreter_call.outputs",
          "reasoning.encrypted_content",
          "message.output_text.logprobs");

  private static final List<String> SUMMARIES = List.of("auto", "concise", "detailed");
  private static final int MOST_LOGPROBS = 20;

  private Wishes() {}

  /** Those that no provider is told of. */
  static void check(Fields body) throws BadParameter {
    JsonNode include = body.value("include");
    if (include != null && !include.isArray()) {
      throw body.wrong("include", "an array");
    }
    for (int i = 0; include != null && i < include.size(); i++) {
      oneOf(INCLUDABLE, include.get(i), "include[" + i + "]");
    }
    JsonNode stream = body.value("stream_options");
    if (stream != null) {
      Fields options = Fields.of(stream, "stream_options");
      options.allowOnly(Set.of("include_obfuscation", "include_usage"));
      options.isTrue("include_obfuscation");
      options.isTrue("include_usage");
    }
    Integer logprobs = body.integer("top_logprobs");
    if (logprobs != null && (logprobs < 0 || logprobs > MOST_LOGPROBS)) {
      throw body.wrong("top_logprobs", "an integer from 0 to " + MOST_LOGPROBS);
    }
  }

  /** Those that some providers are told of. */
  static void put(Fields body, ObjectNode extra) throws BadParameter {
    JsonNode reasoning = body.value("reasoning");
    if (reasoning != null) {
      Fields fields = Fields.of(reasoning, "reasoning");
      fields.allowOnly(Set.of("effort", "summary", "generate_summary"));
      if (fields.has("effort")) {
        extra.put("reasoning_effort", fields.requiredText("effort"));
      }
      String former = oneOf(SUMMARIES, fields, "generate_summary");
      String summary = oneOf(SUMMARIES, fields, "summary");
      if (summary != null || former != null) {
        extra.put("reasoning_summary", summary == null ? former : summary);
      }
    }
    String truncation = oneOf(List.of("auto", "disabled"), body, "truncation");
    if (truncation != null && !truncation.equals("disabled")) {
      extra.put("truncation", truncation);
    }
    Integer toolCalls = body.integer("max_tool_calls");
    if (toolCalls != null) {
      if (toolCalls < 1) {
        throw body.wrong("max_tool_calls", "an integer of 1 or more");
      }
      extra.put("max_tool_calls", toolCalls);
    }
  }

  private static @Nullable String oneOf(List<String> values, Fields object, String name)
      throws BadParameter {
    JsonNode value = object.value(name);
    return value == null ? null : oneOf(values, value, object.param(name));
  }

  private static String oneOf(List<String> values, JsonNode value, String param)
      throws BadParameter {
    if (!value.isTextual() || !values.contains(value.textValue())) {
      throw BadParameter.invalid(
          param,
          "Invalid value for '%s': expected %s.".formatted(param, String.join(", ", values)));
    }
    return value.textValue();
  }
}
