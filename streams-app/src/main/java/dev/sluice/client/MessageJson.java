package dev.sluice.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Message;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message in the form of OpenAI's chat API.
 *
 * @param content a text, or parts of the types {@code text} and {@code image_url}
 */
record MessageJson(
    @Nullable String role,
    @Nullable JsonNode content,
    @Nullable String name,
    @Nullable String toolCallId,
    @Nullable List<ToolCallJson> toolCalls,
    @Nullable List<ProviderStateJson> providerStates) {

  record ToolCallJson(
      @JsonProperty(required = true) String id,
      @Nullable String type,
      @JsonProperty(required = true) FunctionJson function) {}

  record FunctionJson(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String arguments) {}

  /** As the answer's event has it. */
  record ProviderStateJson(
      @JsonProperty(required = true) String api,
      @JsonProperty(required = true) String model,
      @Nullable String toolCallId,
      @JsonProperty(required = true) String data) {}

  /**
   * @throws IllegalArgumentException if the message is invalid, with the reason
   */
  Message toMessage() {
    Message.Builder message =
        Message.newBuilder()
            .setRole(toRole())
            .setName(name)
            .setToolCallId(toolCallId)
            .setToolCalls(
                toolCalls == null
                    ? List.of()
                    : toolCalls.stream()
                        .map(
                            call ->
                                new ToolCall(
                                    call.id(),
                                    call.function().name(),
                                    call.function().arguments(),
                                    false))
                        .toList())
            .setProviderStates(
                providerStates == null
                    ? List.of()
                    : providerStates.stream()
                        .map(
                            state ->
                                new ProviderState(
                                    state.api(), state.model(), state.toolCallId(), state.data()))
                        .toList());
    if (content == null || content.isNull()) {
      return message.build();
    }
    if (content.isTextual()) {
      return message.setText(content.textValue()).build();
    }
    if (!content.isArray()) {
      throw new IllegalArgumentException("content is neither a text nor a list of parts");
    }
    List<ContentPart> parts = new ArrayList<>();
    content.forEach(part -> parts.add(part(part)));
    return message.setParts(parts).build();
  }

  private Role toRole() {
    return switch (String.valueOf(role).toLowerCase(Locale.ROOT)) {
      case "system" -> Role.SYSTEM;
      case "developer" -> Role.DEVELOPER;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool" -> Role.TOOL;
      default ->
          throw new IllegalArgumentException(
              "role is one of system, developer, user, assistant and tool, not " + role);
    };
  }

  private static ContentPart part(JsonNode part) {
    return switch (part.path("type").asText()) {
      case "text" ->
          ContentPart.newBuilder()
              .setType(ContentPartType.TEXT)
              .setText(text(part, "text"))
              .setCacheTtl(cacheTtl(part))
              .build();
      case "image_url" ->
          ContentPart.newBuilder()
              .setType(ContentPartType.IMAGE_URL)
              .setUrl(text(part.path("image_url"), "url"))
              .setDetail(part.path("image_url").path("detail").textValue())
              .setCacheTtl(cacheTtl(part))
              .build();
      default ->
          throw new IllegalArgumentException(
              "the type of a content part is text or image_url, not " + part.path("type").asText());
    };
  }

  private static @Nullable String cacheTtl(JsonNode part) {
    JsonNode control = part.path("cache_control");
    return control.isObject() ? control.path("ttl").asText("5m") : null;
  }

  private static String text(JsonNode of, String field) {
    String text = of.path(field).textValue();
    if (text == null) {
      throw new IllegalArgumentException("a content part has no " + field);
    }
    return text;
  }
}
