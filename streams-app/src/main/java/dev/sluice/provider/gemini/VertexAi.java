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

/** Gemini at Vertex AI, with an access token. Pure; any thread. */
public final class VertexAi implements ProviderApi {
  private static final String VERSION = "v1";

  private final String parent;

  /**
   * @param apiVersion null for {@code v1}
   */
  public VertexAi(String project, String location, @Nullable String apiVersion) {
    this.parent =
        "/"
            + (apiVersion == null ? VERSION : apiVersion)
            + "/projects/"
            + GeminiPaths.encoded(project)
            + "/locations/"
            + GeminiPaths.encoded(location);
  }

  @Override
  public String path(Target target) {
    return parent + GeminiPaths.generateContent("publishers/google/models/", target.model());
  }

  @Override
  public Map.Entry<String, String> authorization(Secret accessToken) {
    return Map.entry("Authorization", "Bearer " + accessToken.reveal());
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return GeminiBodies.of(attempt, GeminiHost.VERTEX_AI);
  }

  @Override
  public @Nullable ProviderError error(JsonNode reply) {
    return ProviderApi.super.error(GeminiAnswers.only(reply));
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return GeminiAnswers.read(GeminiAnswers.only(reply), GeminiHost.VERTEX_AI, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return GeminiAnswers.usage(GeminiAnswers.only(reply));
  }
}
