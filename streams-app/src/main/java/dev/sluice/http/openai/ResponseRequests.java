package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Fallback;
import dev.sluice.v1.OnLimit;
import dev.sluice.v1.Sampling;
import dev.sluice.wire.AvroTrust;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts bodies of {@code POST /v1/responses} to requests on the topic. Refuses by name what has
 * no place in a request: nothing a client asks for is dropped silently. Pure; any thread.
 */
public final class ResponseRequests {
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "input",
          "instructions",
          "background",
          "stream",
          "store",
          "max_output_tokens",
          "temperature",
          "top_p",
          "metadata",
          "user",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "text",
          "reasoning",
          "include",
          "truncation",
          "stream_options",
          "top_logprobs",
          "max_tool_calls",
          "service_tier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "sluice");

  static {
    AvroTrust.establish();
  }

  private ResponseRequests() {}

  public static CompletionRequest of(JsonNode json, String requestId, String keyId)
      throws BadParameter {
    if (!json.isObject()) {
      throw BadParameter.invalid("", "The body must be a JSON object.");
    }
    Fields body = new Fields(json, "");
    body.allowOnly(KNOWN);
    refuseWhatIsNotDone(body);
    CompletionRequest.Builder request =
        CompletionRequest.newBuilder()
            .setRequestId(requestId)
            .setKeyId(keyId)
            .setModel(body.requiredText("model"))
            .setMessages(InputItems.of(body))
            .setSampling(sampling(body))
            .setExtraBody(ChatFields.of(body))
            .setUser(body.text("user"))
            .setMetadata(body.texts("metadata"))
            .setResponseFields(AskedFields.besides(body));
    JsonNode own = body.value("sluice");
    if (own != null) {
      own(Fields.of(own, "sluice"), request);
    }
    return request.build();
  }

  public static AnswerMode mode(JsonNode json) {
    if (json.path("stream").asBoolean(false)) {
      return AnswerMode.STREAM;
    }
    return json.path("background").asBoolean(false) ? AnswerMode.BACKGROUND : AnswerMode.FOREGROUND;
  }

  private static void refuseWhatIsNotDone(Fields body) throws BadParameter {
    body.isTrue("background");
    body.isTrue("stream");
    if (body.has("store") && !body.isTrue("store")) {
      throw BadParameter.unsupported(
          "store", "Every response is stored for a while; delete it when you no longer need it.");
    }
    Wishes.check(body);
  }

  private static @Nullable Sampling sampling(Fields body) throws BadParameter {
    Double temperature = body.number("temperature");
    Double topP = body.number("top_p");
    Integer maxOutputTokens = body.integer("max_output_tokens");
    return temperature == null && topP == null && maxOutputTokens == null
        ? null
        : Sampling.newBuilder()
            .setTemperature(temperature)
            .setTopP(topP)
            .setMaxOutputTokens(maxOutputTokens)
            .build();
  }

  /** What a request on the topic can express and OpenAI's API has no field for. */
  private static void own(Fields own, CompletionRequest.Builder request) throws BadParameter {
    own.allowOnly(Set.of("deadline", "priority", "on_limit", "fallbacks"));
    String deadline = own.text("deadline");
    try {
      request.setDeadline(deadline == null ? null : Instant.parse(deadline));
    } catch (DateTimeException noTime) {
      throw own.wrong("deadline", "a time such as 2026-12-31T23:59:59Z");
    }
    Integer priority = own.integer("priority");
    request.setPriority(priority == null ? 0 : priority);
    if (own.has("on_limit")) {
      request.setOnLimit(
          switch (own.requiredText("on_limit").toLowerCase(Locale.ROOT)) {
            case "reject" -> OnLimit.REJECT;
            case "wait" -> OnLimit.WAIT;
            default -> throw own.wrong("on_limit", "reject or wait");
          });
    }
    JsonNode fallbacks = own.value("fallbacks");
    if (fallbacks != null) {
      List<Fallback> list = new ArrayList<>();
      for (JsonNode to : fallbacks) {
        if (!to.isTextual()) {
          throw own.wrong("fallbacks", "an array of strings");
        }
        list.add(new Fallback(to.textValue(), null));
      }
      request.setFallbacks(list);
    }
  }
}
