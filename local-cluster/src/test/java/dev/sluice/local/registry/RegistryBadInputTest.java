package dev.sluice.local.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no well-behaved client sends. */
class RegistryBadInputTest {

  private static final HttpClient http = HttpClient.newHttpClient();
  private static RegistryServer server;

  @BeforeAll
  static void start(@TempDir Path dir) throws IOException {
    server = RegistryServer.start(dir.resolve("schemas.jsonl"), 0);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "POST,   /subjects/s/versions, `{\"schema\":`, 422, 42201",
        "POST,   /subjects/s/versions, ``, 422, 42201",
        "POST,   /subjects/s/versions, `[]`, 422, 42201",
        "POST,   /subjects/s/versions, `null`, 422, 42201",
        "POST,   /subjects/s/versions, `{}`, 422, 42201",
        "POST,   /subjects/s/versions, `{\"schema\":{}}`, 422, 42201",
        "POST,   /subjects/s/versions, `{\"schema\":\"no schema\"}`, 422, 42201",
        "POST,   /subjects/s/versions, `{\"schema\":\"{\\\"type\\\":\\\"wat\\\"}\"}`, 422, 42201",
        "POST,   /subjects/s/versions, `{\"schema\":\"{}\",\"schemaType\":\"JSON\"}`, 422, 42201",
        "POST,   /subjects/s/versions, `{\"schema\":\"\\\"int\\\"\",\"id\":7}`, 422, 42205",
        "POST,   /subjects//versions, `{\"schema\":\"\\\"int\\\"\"}`, 422, 42208",
        "POST,   /subjects/s, `nonsense`, 422, 42201",
        "POST,   /subjects/s, `{\"schema\":\"\\\"int\\\"\"}`, 404, 40401",
        "POST,   /compatibility/subjects/s/versions/latest, `nonsense`, 422, 42201",
        "POST,   /compatibility/subjects/s/versions/x, `{\"schema\":\"\\\"int\\\"\"}`, 422, 42202",
        "GET,    /subjects/s/versions/0, ``, 422, 42202",
        "GET,    /subjects/s/versions/99999999999, ``, 422, 42202",
        "GET,    /subjects/s/versions, ``, 404, 40401",
        "GET,    /schemas/ids/99, ``, 404, 40403",
        "GET,    /schemas/ids/x, ``, 404, 40403",
        "GET,    /schemas/ids/99/versions, ``, 404, 40403",
        "DELETE, /subjects/s, ``, 404, 40401",
        "DELETE, /subjects/s/versions/latest, ``, 404, 40401",
        "PUT,    /config, `{\"compatibility\":\"SIDEWAYS\"}`, 422, 42203",
        "PUT,    /config/s, `{}`, 422, 42203",
        "PUT,    /config/s, `nonsense`, 422, 42203",
        "DELETE, /config/s, ``, 404, 40401",
        "PUT,    /mode, `{\"mode\":\"IMPORT\"}`, 422, 42205",
        "PATCH,  /subjects, ``, 405, 405",
        "GET,    /associations/subjects/s, ``, 404, 404",
        "GET,    /subjects/s/versions/1/a/b/c, ``, 404, 404",
      })
  void shouldAnswerAsTheRealOneWhenTheRequestIsBad(
      String method, String path, String body, int status, int code) throws Exception {
    // When
    HttpResponse<String> response = send(method, path, body);

    // Then
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(new ObjectMapper().readTree(response.body()).path("error_code").asInt())
        .isEqualTo(code);
    assertThat(new ObjectMapper().readTree(response.body()).path("message").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "GET,  /, {}",
        "GET,  /contexts, `[\".\"]`",
        "GET,  /schemas/types, `[\"AVRO\"]`",
        "GET,  /mode, `{\"mode\":\"READWRITE\"}`",
        "GET,  /config, `{\"compatibilityLevel\":\"BACKWARD\"}`",
        "GET,  /config/s?defaultToGlobal=true, `{\"compatibilityLevel\":\"BACKWARD\"}`",
        "GET,  /subjects?subjectPrefix=%3A*%3A&x=%26&y, []",
        "GET,  /subjects/, []",
      })
  void shouldAnswerWhatEveryRegistryKnows(String method, String path, String answer)
      throws Exception {
    // When
    HttpResponse<String> response = send(method, path, "");

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(answer);
  }

  @Test
  void shouldTakeAnySubjectWhenItsNameIsEncoded() throws Exception {
    // Given
    send("POST", "/subjects/a%2Fb%20c+d%25/versions", "{\"schema\":\"\\\"int\\\"\"}");

    // When
    HttpResponse<String> response = send("GET", "/subjects?subjectPrefix=a%2Fb", "");

    // Then
    assertThat(response.body()).isEqualTo("[\"a/b c+d%\"]");
    send("DELETE", "/subjects/a%2Fb%20c+d%25", "");
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
