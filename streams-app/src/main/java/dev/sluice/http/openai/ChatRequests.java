package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Sampling;
import dev.sluice.wire.AvroTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts bodies of {@code POST /v1/chat/completions} to requests on the topic. What has no place
 * of its own there goes into {@code extra_body}, unknown fields included: a provider may know them.
 * Pure; any thread.
 */
public final class ChatRequests implements CreationForm {
  /** Fields that are read here. */
  private static final Set<String> READ =
      Set.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "store",
          "n",
          "modalities",
          "user",
          "metadata",
          "temperature",
          "top_p",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          GatewayFields.NAME);

  /** Wishes that no answer can fulfil, since answers have no place for it. */
  private static final Set<String> WISHES = Set.of("logprobs", "top_logprobs");

  static {
    AvroTrust.establish();
  }

  @Override
  public References references(JsonNode json) {
    return new References(null, ChatMessages.references(json.path("messages")));
  }

  @Override
  public Creation read(
      JsonNode json, Past past, String requestId, String keyId, boolean prefersAsync)
      throws BadParameter {
    Fields body = Fields.body(json);
    boolean store = !body.has("store") || body.isTrue("store");
    AnswerMode mode = mode(body, prefersAsync && store);
    CompletionRequest request =
        request(body, past)
            .setRequestId(requestId)
            .setKeyId(keyId)
            .setResponseFields(AskedFields.besides(body, mode == AnswerMode.BACKGROUND))
            .setStream(mode == AnswerMode.STREAM)
            .build();
    return new Creation(
        request,
        mode,
        new ChatCompletionForm(includeUsage(body)),
        ChatNames.of(body, request.getMessages().size()),
        store);
  }

  /** Without a stored response there is nothing to poll. */
  private static AnswerMode mode(Fields body, boolean async) throws BadParameter {
    if (body.isTrue("stream")) {
      return AnswerMode.STREAM;
    }
    return async ? AnswerMode.BACKGROUND : AnswerMode.FOREGROUND;
  }

  /** All but its names and how it is answered. */
  private static CompletionRequest.Builder request(Fields body, Past past) throws BadParameter {
    refuseWhatIsNotDone(body);
    CompletionRequest.Builder request =
        CompletionRequest.newBuilder()
            .setModel(body.requiredText("model"))
            .setMessages(ChatMessages.of(body, past))
            .setSampling(sampling(body))
            .setExtraBody(extraBody(body))
            .setUser(body.text("user"))
            .setMetadata(body.texts("metadata"));
    GatewayFields.put(request, body);
    return request;
  }

  private static boolean includeUsage(Fields body) throws BadParameter {
    JsonNode options = body.value("stream_options");
    return options != null && Fields.of(options, "stream_options").isTrue("include_usage");
  }

  private static void refuseWhatIsNotDone(Fields body) throws BadParameter {
    Integer n = body.integer("n");
    if (n != null && n != 1) {
      throw BadParameter.unsupported("n", "One choice is answered; send a request for each.");
    }
    for (String former : List.of("functions", "function_call")) {
      if (body.has(former)) {
        throw BadParameter.unsupported(
            former, "'" + former + "' is not taken; use 'tools' and 'tool_choice'.");
      }
    }
    if (body.has("audio")) {
      throw BadParameter.unsupported("audio", "Answers are texts and tool calls only.");
    }
    JsonNode modalities = body.value("modalities");
    if (modalities != null && !modalities.isArray()) {
      throw body.wrong("modalities", "an array");
    }
    for (JsonNode modality : modalities == null ? List.<JsonNode>of() : modalities) {
      if (!modality.asText().equals("text")) {
        throw BadParameter.unsupported("modalities", "Answers are texts and tool calls only.");
      }
    }
  }

  private static @Nullable Sampling sampling(Fields body) throws BadParameter {
    Integer newer = body.integer("max_completion_tokens");
    Integer older = body.integer("max_tokens");
    Sampling sampling =
        Sampling.newBuilder()
            .setTemperature(body.number("temperature"))
            .setTopP(body.number("top_p"))
            .setMaxOutputTokens(newer == null ? older : newer)
            .setStop(stop(body))
            .setSeed(body.whole("seed"))
            .setPresencePenalty(body.number("presence_penalty"))
            .setFrequencyPenalty(body.number("frequency_penalty"))
            .build();
    return sampling.equals(Sampling.newBuilder().build()) ? null : sampling;
  }

  private static @Nullable List<String> stop(Fields body) throws BadParameter {
    JsonNode stop = body.value("stop");
    if (stop == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : stop.isArray() ? stop : List.of(stop)) {
      if (!text.isTextual()) {
        throw body.wrong("stop", "a string or an array of strings");
      }
      texts.add(text.textValue());
    }
    return texts.isEmpty() ? null : texts;
  }

  /** Null if there is nothing in it. */
  private static @Nullable String extraBody(Fields body) {
    ObjectNode extra = Json.object();
    for (Map.Entry<String, JsonNode> field : body.json().properties()) {
      String name = field.getKey();
      // which providers refuse
      boolean isEmptyTools =
          name.equals("tools") && field.getValue().isArray() && field.getValue().isEmpty();
      if (!READ.contains(name)
          && !WISHES.contains(name)
          && !field.getValue().isNull()
          && !isEmptyTools) {
        extra.set(name, field.getValue());
      }
    }
    return extra.isEmpty() ? null : extra.toString();
  }
}
