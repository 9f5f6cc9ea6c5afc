package dev.sluice.provider;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What only Vertex AI needs. Without a file and without {@code applicationDefault}, the provider's
 * API key is a fixed access token.
 *
 * @param location a region such as {@code europe-west4}, {@code us} or {@code eu}, or {@code
 *     global}
 * @param credentialsFile the key of a service account, as Google's console downloads it
 * @param applicationDefault whether Google's library looks for credentials: in {@code
 *     GOOGLE_APPLICATION_CREDENTIALS}, gcloud's file, or at the metadata server
 */
public record VertexSettings(
    String project, String location, @Nullable Path credentialsFile, boolean applicationDefault) {
  private static final Set<String> MULTI_REGIONS = Set.of("eu", "us");

  /** How many sources of access tokens there are besides a fixed one. */
  int credentials() {
    return (credentialsFile == null ? 0 : 1) + (applicationDefault ? 1 : 0);
  }

  /** Whether access tokens are fetched; otherwise the API key is a fixed one. */
  public boolean fetchesTokens() {
    return credentials() > 0;
  }

  /**
   * Where the location's models are (https://cloud.google.com/vertex-ai/generative-ai/docs).
   *
   * @throws IllegalArgumentException if it is no part of a host's name
   */
  public static URI baseUrl(String location) {
    if (location.equals("global")) {
      return URI.create("https://aiplatform.googleapis.com");
    }
    return URI.create(
        MULTI_REGIONS.contains(location)
            ? "https://aiplatform." + location + ".rep.googleapis.com"
            : "https://" + location + "-aiplatform.googleapis.com");
  }
}
