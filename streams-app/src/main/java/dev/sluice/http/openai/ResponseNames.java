package dev.sluice.http.openai;

import java.util.List;
import java.util.Map;

/** What {@code POST /v1/responses} calls the fields of a published request. Pure; any thread. */
final class ResponseNames {
  private static final String INPUT = "input";

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("request_id", "Idempotency-Key"),
          Map.entry("messages", INPUT),
          Map.entry("sampling.temperature", "temperature"),
          Map.entry("sampling.top_p", "top_p"),
          Map.entry("sampling.max_output_tokens", "max_output_tokens"),
          Map.entry("extra_body.response_format", "text.format"),
          Map.entry("extra_body.verbosity", "text.verbosity"),
          Map.entry("extra_body.reasoning_effort", "reasoning.effort"),
          Map.entry("extra_body.reasoning_summary", "reasoning.summary"),
          Map.entry("extra_body.tools", "tools"),
          Map.entry("extra_body.tool_choice", "tool_choice"),
          Map.entry("extra_body.parallel_tool_calls", "parallel_tool_calls"),
          Map.entry("extra_body.service_tier", "service_tier"),
          Map.entry("extra_body.prompt_cache_key", "prompt_cache_key"),
          Map.entry("extra_body.prompt_cache_retention", "prompt_cache_retention"),
          Map.entry("extra_body.safety_identifier", "safety_identifier"),
          Map.entry("extra_body.truncation", "truncation"),
          Map.entry("extra_body.max_tool_calls", "max_tool_calls"),
          Map.entry("deadline", "sluice.deadline"),
          Map.entry("priority", "sluice.priority"),
          Map.entry("on_limit", "sluice.on_limit"),
          Map.entry("fallbacks", "sluice.fallbacks"));

  private static final Map<String, String> PARTS =
      Map.of(
          "parts", "content",
          "url", "image_url",
          "data", "file_data",
          "file_name", "filename",
          "cache_ttl", "cache_control.ttl",
          "tool_call_id", "call_id",
          "provider_states", "encrypted_content");

  private ResponseNames() {}

  /**
   * @param places where in the body each message begins
   */
  static FieldNames of(List<String> places) {
    return new FieldNames(FIELDS, PARTS, INPUT, places);
  }
}
