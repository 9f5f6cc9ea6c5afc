package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.http.ProviderApi;
import dev.sluice.provider.stream.StreamApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Amazon Bedrock's Converse. The target's model is a model ID, an inference profile or an ARN. */
public final class BedrockConverse implements ProviderApi {

  @Override
  public String path(Target target) {
    return ConversePaths.of(target, "converse");
  }

  /** A Bedrock API key. */
  @Override
  public Map.Entry<String, String> authorization(Secret apiKey) {
    return Map.entry("Authorization", "Bearer " + apiKey.reveal());
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return ConverseBodies.of(attempt);
  }

  @Override
  public StreamApi stream() {
    return new ConverseStream();
  }

  /** Only a stream has errors under status 200. */
  @Override
  public @Nullable ProviderError error(JsonNode reply) {
    return reply.has("output") ? null : ProviderApi.super.error(reply);
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return ConverseAnswers.read(reply, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return ConverseAnswers.usage(reply);
  }
}
