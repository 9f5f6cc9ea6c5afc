package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Sampling;
import dev.sluice.wire.AvroTrust;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts bodies of {@code POST /v1/responses} to requests on the topic. Refuses by name what has
 * no place in a request: nothing a client asks for is dropped silently. Pure; any thread.
 */
public final class ResponseRequests implements CreationForm {
  private static final AnswerForm FORM = new ResponsesForm();
  private static final String REFERENCE = "item_reference";

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
          "previous_response_id",
          GatewayFields.NAME);

  static {
    AvroTrust.establish();
  }

  @Override
  public References references(JsonNode json) throws BadParameter {
    Fields body = Fields.body(json);
    String previous = body.text("previous_response_id");
    Set<String> items = new HashSet<>();
    JsonNode input = body.value("input");
    for (int i = 0; input != null && input.isArray() && i < input.size(); i++) {
      if (input.get(i).path("type").asText().equals(REFERENCE)) {
        items.add(Fields.of(input.get(i), "input[" + i + "]").requiredText("id"));
      }
    }
    return new References(previous, items);
  }

  @Override
  public Creation read(
      JsonNode json, Past past, String requestId, String keyId, boolean prefersAsync)
      throws BadParameter {
    Fields body = Fields.body(json);
    AnswerMode mode = mode(body);
    boolean store = !body.has("store") || body.isTrue("store");
    if (!store && mode == AnswerMode.BACKGROUND) {
      throw BadParameter.invalid(
          "store", "A response in the background has to be stored until it is polled.");
    }
    InputItems input = InputItems.of(body, past);
    CompletionRequest request =
        request(body)
            .setRequestId(requestId)
            .setKeyId(keyId)
            .setMessages(input.messages())
            .setStream(mode == AnswerMode.STREAM)
            .build();
    return new Creation(request, mode, FORM, ResponseNames.of(input.places()), store);
  }

  private static AnswerMode mode(Fields body) throws BadParameter {
    boolean background = body.isTrue("background");
    if (body.isTrue("stream")) {
      return AnswerMode.STREAM;
    }
    return background ? AnswerMode.BACKGROUND : AnswerMode.FOREGROUND;
  }

  /** All but its names and its messages. */
  private static CompletionRequest.Builder request(Fields body) throws BadParameter {
    body.allowOnly(KNOWN);
    Wishes.check(body);
    CompletionRequest.Builder request =
        CompletionRequest.newBuilder()
            .setModel(body.requiredText("model"))
            .setInstructions(body.text("instructions"))
            .setSampling(sampling(body))
            .setExtraBody(ChatFields.of(body))
            .setUser(body.text("user"))
            .setMetadata(body.texts("metadata"))
            .setResponseFields(AskedFields.besides(body, body.isTrue("background")));
    GatewayFields.put(request, body);
    return request;
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
}
