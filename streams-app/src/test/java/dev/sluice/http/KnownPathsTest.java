package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownPathsTest {
  private static final KnownPaths PATHS =
      new KnownPaths(
          List.of(
              new KnownPaths.Route("GET", "/health/ready"),
              new KnownPaths.Route("GET", "/internal/snapshot"),
              new KnownPaths.Route("POST", "/v1/responses"),
              new KnownPaths.Route("GET", "/v1/responses/{id}"),
              new KnownPaths.Route("POST", "/v1/responses/{id}/cancel"),
              new KnownPaths.Route("GET", "/v1/models")));

  @ParameterizedTest
  @CsvSource({
    "POST, /responses, POST /v1/responses",
    "POST, /v1/v1/responses, POST /v1/responses",
    "GET, /openai/responses/resp_1, GET /v1/responses/{id}",
    "POST, /V1/Responses, POST /v1/responses",
    "POST, /responses/resp_1/cancel, POST /v1/responses/{id}/cancel",
    "GET, /models, GET /v1/models",
    "GET, /ready, GET /health/ready"
  })
  void shouldNameThePathThatWasMeant(String method, String path, String meant) {
    // When
    String message = PATHS.unknown(method, path);

    // Then
    assertThat(message)
        .startsWith("Unknown path: " + method + " " + path + ". Did you mean " + meant + "?")
        .contains("/openapi.json");
  }

  @Test
  void shouldNameTheApiWhenNoPathIsLikeIt() {
    // When
    String message = PATHS.unknown("POST", "/v1/embeddings");

    // Then
    assertThat(message)
        .isEqualTo(
            "Unknown path: POST /v1/embeddings. There are GET /v1/models, POST /v1/responses, "
                + "GET /v1/responses/{id}, POST /v1/responses/{id}/cancel. "
                + "GET /openapi.json describes all paths.");
  }

  @Test
  void shouldShortenWhatItRepeats() {
    // When
    String message = PATHS.unknown("GET", "/" + "a".repeat(5_000));

    // Then
    assertThat(message).hasSizeLessThan(400);
  }
}
