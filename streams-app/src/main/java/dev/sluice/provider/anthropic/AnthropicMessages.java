package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.Secret;
import dev.sluice.provider.http.BatchApi;
import dev.sluice.provider.http.ProviderApi;
import dev.sluice.provider.stream.StreamApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's Messages API. Pure; any thread. */
public final class AnthropicMessages implements ProviderApi {
  private static final String VERSION = "2023-06-01";

  private final String version;

  /**
   * @param version null for the one that this codec was written for
   */
  public AnthropicMessages(@Nullable String version) {
    this.version = version == null ? VERSION : version;
  }

  @Override
  public String path(Target target) {
    return AnthropicStream.PATH;
  }

  @Override
  public Map.Entry<String, String> authorization(Secret apiKey) {
    return Map.entry("x-api-key", apiKey.reveal());
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("anthropic-version", version);
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return AnthropicBodies.of(attempt);
  }

  @Override
  public StreamApi stream() {
    return new AnthropicStream();
  }

  @Override
  public BatchApi batches() {
    return new AnthropicBatches(headers());
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return AnthropicAnswers.read(reply, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return AnthropicAnswers.usage(reply);
  }
}
