package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ToolArguments;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts the messages of a conversation to {@code contents} and {@code systemInstruction}. Turns
 * of one role in a row are joined, and the results of a turn's calls follow it in the order of the
 * calls, in a content of their own: Gemini refuses a turn whose calls and results don't match.
 * Confined to one request.
 */
final class GeminiContents {
  private final GeminiHost host;
  private final GeminiModel model;
  private final GeminiSignatures signatures;
  private final ArrayNode system = Json.MAPPER.createArrayNode();
  private final ArrayNode contents = Json.MAPPER.createArrayNode();
  private final List<Message> results = new ArrayList<>();

  private GeminiContents(GeminiHost host, String targetModel) {
    this.host = host;
    this.model = GeminiModel.of(targetModel);
    this.signatures = new GeminiSignatures(host, targetModel);
  }

  /**
   * @return the body with these two fields
   * @throws dev.sluice.failure.FailureException if a message holds something that this API has no
   *     place for
   */
  static ObjectNode body(GeminiHost host, String targetModel, List<Message> messages) {
    GeminiContents written = new GeminiContents(host, targetModel);
    messages.stream().filter(each -> each.role() == Role.TOOL).forEach(written.results::add);
    messages.forEach(written::add);
    if (!written.results.isEmpty()) {
      throw UnsupportedRequest.invalid(
          "messages", "a message of the role tool answers no tool call that is in the messages");
    }
    return written.body();
  }

  private ObjectNode body() {
    ObjectNode body = Json.object();
    if (contents.isEmpty() && !system.isEmpty()) {
      // it needs a turn, and other vendors do without
      turn("user").addAll(system);
    } else if (!system.isEmpty()) {
      body.putObject("systemInstruction").set("parts", system);
    }
    return body.set("contents", contents);
  }

  private void add(Message message) {
    switch (message.role()) {
      case UNKNOWN ->
          throw UnsupportedRequest.invalid(
              "messages", "a message has a role that this release does not support");
      case SYSTEM, DEVELOPER -> addSystem(message);
      case USER -> addParts("user", message);
      case ASSISTANT -> {
        addParts("model", message);
        if (!message.toolCalls().isEmpty()) {
          addCalls(message);
          addResults(message.toolCalls());
        }
      }
      case TOOL -> {
        // written after its call
      }
    }
  }

  private void addSystem(Message message) {
    for (ContentPart part : message.parts()) {
      if (!(part instanceof ContentPart.Text)) {
        throw UnsupportedRequest.unsupported(
            "messages",
            "Gemini's API takes only text in messages of the role "
                + (message.role() == Role.SYSTEM ? "system" : "developer"));
      }
    }
    GeminiParts.add(system, message.parts());
  }

  private void addParts(String role, Message message) {
    ArrayNode parts = Json.MAPPER.createArrayNode();
    GeminiParts.add(parts, message.parts());
    if (message.role() == Role.ASSISTANT) {
      signatures.putOnText(parts, message.providerStates());
    }
    if (!parts.isEmpty()) {
      turn(role).addAll(parts);
    }
  }

  private void addCalls(Message message) {
    ArrayNode parts = turn("model");
    boolean isFirst = true;
    for (ToolCall call : message.toolCalls()) {
      ObjectNode part = Json.object();
      ObjectNode function = part.putObject("functionCall");
      if (host.takesIds()) {
        function.put("id", call.id());
      }
      function.put("name", call.name()).set("args", ToolArguments.object(call.arguments()));
      signatures.putOnCall(parts, part, call, message.providerStates());
      if (isFirst && model.isThirdGeneration()) {
        GeminiSignatures.putIfMissing(part);
      }
      isFirst = false;
    }
  }

  private void addResults(List<ToolCall> calls) {
    ArrayNode parts = contents.addObject().put("role", "user").putArray("parts");
    for (ToolCall call : calls) {
      Message result = takeResult(call.id());
      if (result == null) {
        throw UnsupportedRequest.unsupported(
            "messages", "Gemini's API takes no tool call without its result: " + call.id());
      }
      ObjectNode response = parts.addObject().putObject("functionResponse");
      if (host.takesIds()) {
        response.put("id", call.id());
      }
      response.put("name", call.name());
      GeminiResults.put(response, result.parts(), model);
    }
  }

  private @Nullable Message takeResult(String callId) {
    for (Message result : results) {
      if (callId.equals(result.toolCallId())) {
        results.remove(result);
        return result;
      }
    }
    return null;
  }

  /** The last turn if it has that role and no results, or a new one. */
  private ArrayNode turn(String role) {
    JsonNode last = contents.path(contents.size() - 1);
    boolean goesOn =
        last.path("role").asText("").equals(role)
            && !last.path("parts").path(0).has("functionResponse");
    ObjectNode turn = goesOn ? (ObjectNode) last : contents.addObject().put("role", role);
    return turn.withArray("parts");
  }
}
