package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.http.ExtraBody;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bodies of requests to the Messages API. Pure. */
final class AnthropicBodies {
  private static final Set<String> WRITTEN = Set.of("system");

  /** It gives access to what others of the same account have there. */
  private static final Set<String> OPERATORS = Set.of("container");

  private AnthropicBodies() {}

  /**
   * @throws dev.sluice.failure.FailureException if the request holds something that this API has no
   *     place for
   */
  static ObjectNode of(Attempt attempt) {
    ObjectNode body = Json.object();
    body.put("model", attempt.target().model());
    Sampling sampling = attempt.sampling().orElse(attempt.target().sampling());
    Integer mostTokens = sampling.maxOutputTokens();
    body.put(
        "max_tokens",
        mostTokens == null ? ProviderSettings.ANTHROPIC_MAX_TOKENS : mostTokens.intValue());
    ArrayNode system = Json.MAPPER.createArrayNode();
    ArrayNode messages = Json.MAPPER.createArrayNode();
    attempt.request().messages().forEach(message -> add(system, messages, message));
    if (!system.isEmpty()) {
      body.set("system", system);
    }
    body.set("messages", messages);
    sample(body, sampling);
    if (attempt.request().user() != null) {
      body.putObject("metadata").put("user_id", attempt.request().user());
    }
    ObjectNode extra = ExtraBody.of(attempt, WRITTEN, OPERATORS);
    AnthropicTools.translate(extra);
    return body.setAll(extra);
  }

  /** This API has no seed and no penalties; they only steer sampling, and are dropped. */
  private static void sample(ObjectNode body, Sampling sampling) {
    if (sampling.temperature() != null) {
      body.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      body.put("top_p", sampling.topP());
    }
    if (sampling.stop() != null) {
      ArrayNode stop = body.putArray("stop_sequences");
      sampling.stop().forEach(stop::add);
    }
  }

  private static void add(ArrayNode system, ArrayNode messages, Message message) {
    switch (message.role()) {
      case UNKNOWN ->
          throw UnsupportedRequest.invalid(
              "messages", "a message has a role that this release does not support");
      case SYSTEM, DEVELOPER -> addSystem(system, message);
      case USER -> AnthropicContent.add(turn(messages, "user"), message.parts());
      case ASSISTANT -> {
        AnthropicContent.add(turn(messages, "assistant"), message.parts());
        message
            .toolCalls()
            .forEach(call -> turn(messages, "assistant").add(AnthropicTools.call(call)));
      }
      case TOOL -> {
        ObjectNode result = turn(messages, "user").addObject();
        result.put("type", "tool_result").put("tool_use_id", message.toolCallId());
        AnthropicContent.add(result.putArray("content"), message.parts());
      }
    }
    dropEmptyTurn(messages);
  }

  private static void addSystem(ArrayNode system, Message message) {
    for (ContentPart part : message.parts()) {
      if (!(part instanceof ContentPart.Text)) {
        throw UnsupportedRequest.unsupported(
            "messages",
            "Anthropic's API takes only text in messages of the role "
                + (message.role() == Role.SYSTEM ? "system" : "developer"));
      }
    }
    AnthropicContent.add(system, message.parts());
  }

  /** The last turn if it has that role, or a new one: tool results belong in one turn. */
  private static ArrayNode turn(ArrayNode messages, String role) {
    ObjectNode last = last(messages);
    if (last == null || !last.path("role").asText().equals(role)) {
      last = messages.addObject().put("role", role);
      last.putArray("content");
    }
    return last.withArray("content");
  }

  /** The API refuses empty content, which clients of other APIs send. */
  private static void dropEmptyTurn(ArrayNode messages) {
    ObjectNode last = last(messages);
    if (last != null && last.path("content").isEmpty()) {
      messages.remove(messages.size() - 1);
    }
  }

  private static @Nullable ObjectNode last(ArrayNode messages) {
    return messages.isEmpty() ? null : (ObjectNode) messages.get(messages.size() - 1);
  }
}
