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
import dev.sluice.provider.stream.StreamApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gemini's API, at either of the two services that speak it. Pure; any thread. */
public final class Gemini implements ProviderApi {
  private static final String VERTEX_VERSION = "v1";

  private final GeminiHost host;
  private final String parent;
  private final String models;

  private Gemini(GeminiHost host, String parent, String models) {
    this.host = host;
    this.parent = parent;
    this.models = models;
  }

  /** The Gemini API, with an API key. */
  public static Gemini geminiApi() {
    return new Gemini(GeminiHost.GEMINI_API, "", "models/");
  }

  /**
   * Vertex AI, with an access token.
   *
   * @param apiVersion null for {@code v1}
   */
  public static Gemini vertexAi(String project, String location, @Nullable String apiVersion) {
    String parent =
        "/"
            + (apiVersion == null ? VERTEX_VERSION : apiVersion)
            + "/projects/"
            + GeminiPaths.encoded(project)
            + "/locations/"
            + GeminiPaths.encoded(location);
    return new Gemini(GeminiHost.VERTEX_AI, parent, "publishers/google/models/");
  }

  @Override
  public String path(Target target) {
    return parent + GeminiPaths.generateContent(models, target.model());
  }

  @Override
  public Map.Entry<String, String> authorization(Secret secret) {
    return switch (host) {
      case GEMINI_API -> Map.entry("x-goog-api-key", secret.reveal());
      case VERTEX_AI -> Map.entry("Authorization", "Bearer " + secret.reveal());
    };
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return GeminiBodies.of(attempt, host);
  }

  @Override
  public StreamApi stream() {
    return new GeminiStream(parent, models);
  }

  @Override
  public @Nullable ProviderError error(JsonNode reply) {
    return ProviderApi.super.error(GeminiAnswers.only(reply));
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return GeminiAnswers.read(GeminiAnswers.only(reply), host, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return GeminiAnswers.usage(GeminiAnswers.only(reply));
  }
}
