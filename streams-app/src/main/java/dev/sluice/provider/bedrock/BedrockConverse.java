package dev.sluice.provider.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.http.ProviderApi;
import java.net.URLEncoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Amazon Bedrock's Converse. The target's model is a model ID, an inference profile or an ARN. */
public final class BedrockConverse implements ProviderApi {

  @Override
  public String path(Target target) {
    // an ARN has slashes, which are part of the ID
    return "/model/"
        + URLEncoder.encode(target.model(), UTF_8).replace("+", "%20").replace("*", "%2A")
        + "/converse";
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

  /** Converse has no error in a reply of status 200. */
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
