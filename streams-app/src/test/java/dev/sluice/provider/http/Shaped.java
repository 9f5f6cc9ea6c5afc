package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.config.ProfileTable;
import dev.sluice.json.Json;
import dev.sluice.profile.ModelProfile;
import dev.sluice.profile.OnUnsupported;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.anthropic.AnthropicMessages;
import dev.sluice.provider.openai.AzureOpenAi;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.openai.OpenAiResponses;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request at a target whose profile is the release's, and what is sent. */
record Shaped(
    ProviderKind kind,
    Target target,
    List<Message> messages,
    Sampling sampling,
    @Nullable String extraBody) {

  static Shaped at(ProviderKind kind, String host, String model, String... named) {
    ModelProfile profile =
        ProfileTable.released()
            .of(kind, URI.create("https://" + host + "/v1"), model, List.of(named));
    Target target =
        new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(1)).with(profile);
    return new Shaped(kind, target, List.of(Message.text(Role.USER, "hi")), Sampling.NONE, null);
  }

  /** Chat completions. */
  static Shaped chat(String host, String model, String... named) {
    return at(ProviderKind.OPENAI, host, model, named);
  }

  static Shaped claude(String model) {
    return at(ProviderKind.ANTHROPIC, "api.anthropic.com", model);
  }

  Shaped saying(Message... messages) {
    return new Shaped(kind, target, List.of(messages), sampling, extraBody);
  }

  Shaped asking(Sampling sampling) {
    return new Shaped(kind, target, messages, sampling, extraBody);
  }

  /**
   * @param json with single quotes
   */
  Shaped with(String json) {
    return new Shaped(kind, target, messages, sampling, json.replace('\'', '"'));
  }

  Shaped at(Target other) {
    return new Shaped(kind, other, messages, sampling, extraBody);
  }

  Shaped onUnsupported(OnUnsupported wanted) {
    ModelProfile as = target.profile();
    return at(
        target.with(
            new ModelProfile(
                as.names(),
                as.params(),
                as.sampling(),
                as.messages(),
                as.schemas(),
                as.defaultMaximum(),
                as.maxTokensField(),
                wanted)));
  }

  HttpCall call() {
    return new ProviderCodec(api()).encode(attempt());
  }

  Attempt attempt() {
    Attempt attempt = SampleRequests.attempt(messages, sampling, extraBody);
    return attempt.with(target, sampling, withSampling(attempt));
  }

  private Request withSampling(Attempt attempt) {
    Request asked = attempt.request();
    return new Request(
        asked.requestId(),
        asked.model(),
        asked.messages(),
        sampling,
        asked.extraBody(),
        asked.keyId(),
        null,
        asked.fallbacks(),
        asked.metadata(),
        asked.deadline(),
        asked.priority(),
        asked.onLimit(),
        false);
  }

  private ProviderApi api() {
    return switch (kind) {
      case OPENAI_RESPONSES -> new OpenAiResponses();
      case AZURE_OPENAI -> new AzureOpenAi(null, ProviderSettings.MAX_COMPLETION_TOKENS);
      case ANTHROPIC -> new AnthropicMessages(null);
      default -> new OpenAiChat(ProviderSettings.MAX_COMPLETION_TOKENS);
    };
  }

  JsonNode body() {
    JsonNode body = Json.parse(UTF_8.decode(call().body()).toString());
    assertThat(body).isNotNull();
    return body;
  }

  List<String> adjustments() {
    return call().adjustments();
  }

  /** For example {@code user: hi} for each message. */
  List<String> roles() {
    return Stream.iterate(0, i -> i < body().path("messages").size(), i -> i + 1)
        .map(i -> body().path("messages").path(i))
        .map(
            message ->
                message.path("role").asText()
                    + ": "
                    + (message.has("tool_calls")
                        ? "calls"
                        : message.path("content").asText(message.path("content").toString())))
        .toList();
  }

  static Sampling temperature(double temperature) {
    return new Sampling(temperature, null, null, null, null, null, null);
  }

  static Sampling stop(String... texts) {
    return new Sampling(null, null, null, List.of(texts), null, null, null);
  }

  static Message calls(String... ids) {
    return new Message(
        Role.ASSISTANT,
        List.of(),
        null,
        null,
        Stream.of(ids).map(id -> new ToolCall(id, "f", "{}")).toList());
  }

  static Message result(String id, String text) {
    return new Message(Role.TOOL, List.of(new ContentPart.Text(text)), null, id, List.of());
  }
}
