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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions at Azure OpenAI, where the model is the name of a deployment: OpenAI's bodies at
 * Azure's own paths. Pure; any thread.
 */
public final class AzureOpenAi implements ProviderApi {
  /** Values that select the API without dated versions, as no value does. */
  private static final Set<String> UNDATED = Set.of("preview", "latest");

  /** Earlier versions refuse them: Azure/azure-rest-api-specs#29157, openai/openai-python#2296. */
  private static final String WITH_STREAM_OPTIONS = "2024-09-01";

  private final OpenAiChat chat;
  private final @Nullable String apiVersion;

  /**
   * @param apiVersion a date such as {@code 2024-10-21} for the deployments' own URLs; null, {@code
   *     preview} or {@code latest} for {@code /openai/v1}
   */
  public AzureOpenAi(@Nullable String apiVersion, String maxTokensField) {
    this.apiVersion = apiVersion;
    this.chat = new OpenAiChat(maxTokensField);
  }

  @Override
  public String path(Target target) {
    String query = apiVersion == null ? "" : "?api-version=" + BatchForm.encoded(apiVersion);
    return apiVersion == null || UNDATED.contains(apiVersion)
        ? "/openai/v1" + OpenAiChat.PATH + query
        : "/openai/deployments/" + BatchForm.encoded(target.model()) + OpenAiChat.PATH + query;
  }

  @Override
  public Map.Entry<String, String> authorization(Secret apiKey) {
    return Map.entry("api-key", apiKey.reveal());
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return chat.body(attempt);
  }

  @Override
  public StreamApi stream() {
    boolean isOlder =
        apiVersion != null
            && !UNDATED.contains(apiVersion)
            && apiVersion.compareTo(WITH_STREAM_OPTIONS) < 0;
    return new OpenAiChatStream(this::path, !isOlder);
  }

  @Override
  public BatchApi batches() {
    return new OpenAiBatches(
        apiVersion == null || UNDATED.contains(apiVersion)
            ? BatchForm.azure(apiVersion)
            : BatchForm.datedAzure(apiVersion));
  }

  @Override
  public @Nullable ProviderError error(JsonNode reply) {
    return chat.error(reply);
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return chat.answer(reply, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return chat.usage(reply);
  }
}
