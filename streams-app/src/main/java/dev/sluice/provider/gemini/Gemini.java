package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.http.ProviderApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Gemini API, with an API key. Pure; any thread. */
public final class Gemini implements ProviderApi {

  @Override
  public String path(Target target) {
    return GeminiPaths.generateContent("models/", target.model());
  }

  @Override
  public Map.Entry<String, String> authorization(Secret apiKey) {
    return Map.entry("x-goog-api-key", apiKey.reveal());
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return GeminiBodies.of(attempt, GeminiHost.GEMINI_API);
  }

  @Override
  public @Nullable ProviderError error(JsonNode reply) {
    return ProviderApi.super.error(GeminiAnswers.only(reply));
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return GeminiAnswers.read(GeminiAnswers.only(reply), GeminiHost.GEMINI_API, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return GeminiAnswers.usage(GeminiAnswers.only(reply));
  }
}
