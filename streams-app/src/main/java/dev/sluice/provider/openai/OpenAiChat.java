package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.http.BatchApi;
import dev.sluice.provider.http.ProviderApi;
import dev.sluice.provider.stream.StreamApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions API, at OpenAI or at any server that speaks it. Pure; any thread. */
public final class OpenAiChat implements ProviderApi {
  static final String PATH = "/chat/completions";

  private final String maxTokensField;

  public OpenAiChat(String maxTokensField) {
    this.maxTokensField = maxTokensField;
  }

  @Override
  public String path(Target target) {
    return PATH;
  }

  @Override
  public Map.Entry<String, String> authorization(Secret apiKey) {
    return Map.entry("Authorization", "Bearer " + apiKey.reveal());
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return OpenAiChatBodies.of(attempt, maxTokensField);
  }

  @Override
  public StreamApi stream() {
    return new OpenAiChatStream(this::path, true);
  }

  @Override
  public BatchApi batches() {
    return new OpenAiBatches(BatchForm.openAi(PATH));
  }

  @Override
  public @Nullable ProviderError error(JsonNode reply) {
    // OpenRouter reports here what the server behind it said
    JsonNode choice = OpenAiChatAnswers.choice(reply);
    return ProviderApi.super.error(choice.path("error").isObject() ? choice : reply);
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return OpenAiChatAnswers.read(reply, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return OpenAiChatUsage.of(reply);
  }
}
