package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads errors in the forms of OpenAI, Azure, Anthropic, Gemini's compatible endpoint, Ollama, vLLM
 * and FastAPI, which don't contradict one another. Pure.
 */
final class ProviderErrors {
  private static final Set<String> TOLD_ALREADY =
      Set.of("message", "type", "code", "param", "status", "details");

  private ProviderErrors() {}

  /**
   * @param json the body, or null if it is not JSON
   */
  static ProviderError read(@Nullable JsonNode json, String body) {
    if (json == null) {
      String text = body.strip();
      // a web page is no help in a line of text
      return text.isEmpty() || text.startsWith("<") ? ProviderError.NONE : ProviderError.of(text);
    }
    JsonNode whole = json.isArray() && !json.isEmpty() ? json.get(0) : json;
    JsonNode error = whole.path("error");
    if (error.isTextual()) {
      return ProviderError.of(error.textValue());
    }
    JsonNode named = error.isObject() ? error : whole;
    String message = text(named.path("message"));
    if (message == null) {
      message = detail(whole.path("detail"));
    }
    String type = text(named.path("type"));
    if (message != null && message.startsWith("{")) {
      JsonNode inner = Json.parse(message.strip());
      if (inner != null && inner.path("error").path("message").isTextual()) {
        // a server that passes another's error on as it came
        return read(inner, message);
      }
    }
    Duration delay = retryDelay(named.path("details"));
    return new ProviderError(
        message,
        // Gemini's own word; Azure's status is a number
        type == null ? Json.text(named.path("status")) : type,
        text(named.path("code")),
        text(named.path("param")),
        reasons(named),
        delay == null ? RetryAfter.hint(message) : delay,
        error.isObject() ? VendorFields.of(error, name -> !TOLD_ALREADY.contains(name)) : Map.of());
  }

  /** Azure's inner error, Google's {@code ErrorInfo} and {@code QuotaFailure}. */
  private static Set<String> reasons(JsonNode error) {
    Set<String> reasons = new HashSet<>();
    add(reasons, error.path("innererror").path("code"));
    for (JsonNode detail : error.path("details")) {
      add(reasons, detail.path("reason"));
      for (JsonNode violation : detail.path("violations")) {
        add(reasons, violation.path("quotaId"));
      }
    }
    return reasons;
  }

  private static void add(Set<String> reasons, JsonNode reason) {
    String text = Json.text(reason);
    if (text != null) {
      reasons.add(text);
    }
  }

  /** Google's {@code RetryInfo}. */
  private static @Nullable Duration retryDelay(JsonNode details) {
    for (JsonNode detail : details) {
      Duration delay = RetryAfter.duration(detail.path("retryDelay").asText(""));
      if (delay != null) {
        return delay;
      }
    }
    return null;
  }

  private static @Nullable String detail(JsonNode detail) {
    if (!detail.isArray()) {
      return text(detail);
    }
    return StreamSupport.stream(detail.spliterator(), false)
        .map(each -> each.path("msg").asText(""))
        .filter(msg -> !msg.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static @Nullable String text(JsonNode value) {
    return value.isTextual() || value.isNumber() ? value.asText() : null;
  }
}
