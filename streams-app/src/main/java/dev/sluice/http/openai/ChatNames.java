package dev.sluice.http.openai;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What {@code POST /v1/chat/completions} calls the fields of a published request. Pure; any thread.
 */
final class ChatNames {
  private static final String MESSAGES = "messages";

  private static final Map<String, String> FIELDS =
      Map.of(
          "request_id", "Idempotency-Key",
          "sampling.temperature", "temperature",
          "sampling.top_p", "top_p",
          "sampling.stop", "stop",
          "sampling.presence_penalty", "presence_penalty",
          "sampling.frequency_penalty", "frequency_penalty",
          "deadline", "sluice.deadline",
          "priority", "sluice.priority",
          "on_limit", "sluice.on_limit",
          "fallbacks", "sluice.fallbacks");

  private static final Map<String, String> PARTS =
      Map.of(
          "parts", "content",
          "url", "image_url.url",
          "file_name", "file.filename",
          "cache_ttl", "cache_control.ttl",
          "provider_states", ChatCompletionJson.DETAILS);

  private ChatNames() {}

  static FieldNames of(Fields body, int messages) {
    Map<String, String> fields = new HashMap<>(FIELDS);
    fields.put(
        "sampling.max_output_tokens",
        body.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens");
    body.json().fieldNames().forEachRemaining(name -> fields.put("extra_body." + name, name));
    List<String> places =
        IntStream.range(0, messages).mapToObj(i -> MESSAGES + "[" + i + "]").toList();
    return new FieldNames(fields, PARTS, MESSAGES, places);
  }
}
