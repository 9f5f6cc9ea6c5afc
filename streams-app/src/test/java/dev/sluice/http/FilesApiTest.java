package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.batch.store.StoredFile;
import dev.sluice.view.Events;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesApiTest {
  private static final byte[] CONTENT = Upload.LINE.getBytes(UTF_8);
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldTakeAFileLargerThanAnyOtherBodyAndGiveItBack() {
    // Given
    byte[] content = new byte[(int) Gateway.MAX_FILE];
    new Random(1).nextBytes(content);
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (content[i] & 0x7f);
    }

    // When
    HttpResponse<String> answer = Upload.of(content).send(gateway);

    // Then
    JsonNode file = Gateway.json(answer);
    String id = file.path("id").asText();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(id).startsWith("file-");
    assertThat(file.path("object").asText()).isEqualTo("file");
    assertThat(file.path("filename").asText()).isEqualTo("in.jsonl");
    assertThat(file.path("purpose").asText()).isEqualTo("batch");
    assertThat(file.path("status").asText()).isEqualTo("processed");
    assertThat(file.path("bytes").asLong()).isEqualTo(content.length);
    assertThat(file.path("created_at").asLong()).isEqualTo(gateway.now.getEpochSecond());
    assertThat(Gateway.json(gateway.ask("GET", "/v1/files/" + id))).isEqualTo(file);
    HttpResponse<String> read = gateway.ask("GET", "/v1/files/" + id + "/content");
    assertThat(read.body().getBytes(UTF_8)).isEqualTo(content);
    assertThat(read.headers().firstValue("Content-Length"))
        .contains(String.valueOf(content.length));
  }

  @Test
  void shouldTakeAFileWithoutANameWhereverItIsInTheForm() {
    // Given
    Upload upload =
        new Upload().part("name=\"file\"", CONTENT).field("unknown", "x").field("purpose", "batch");

    // When
    JsonNode file = Gateway.json(upload.send(gateway));

    // Then
    assertThat(file.path("filename").asText()).isEqualTo("upload.jsonl");
    assertThat(file.path("bytes").asLong()).isEqualTo(CONTENT.length);
  }

  @ParameterizedTest
  @CsvSource({"batch,0,file", "fine-tune,5,purpose", "'',5,purpose"})
  void shouldRefuseAFormAndKeepNothingOfIt(String purpose, int bytes, String param) {
    // Given
    Upload upload = new Upload().file("in.jsonl", new byte[bytes]).field("purpose", purpose);

    // When
    HttpResponse<String> answer = upload.send(gateway);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(answer).at("/error/param").asText()).isEqualTo(param);
    assertThat(Gateway.json(answer).at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(gateway.store.pieces()).isZero();
  }

  @Test
  void shouldAnswerAClientWhoseFileIsTooLargeAndKeepNothingOfIt() {
    // Given
    Upload upload = Upload.of(new byte[(int) Gateway.MAX_FILE + 1]);

    // When
    HttpResponse<String> answer = upload.send(gateway);

    // Then
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo("payload_too_large");
    assertThat(gateway.store.pieces()).isZero();
    assertThat(gateway.store.known().files(Events.TENANT)).isEmpty();
  }

  @Test
  void shouldRefuseAFormThatBreaksOff() {
    // Given
    Upload upload = Upload.of(CONTENT);

    // When
    HttpResponse<String> answer = upload.sendUnended(gateway, Gateway.KEY);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(gateway.store.known().files(Events.TENANT)).isEmpty();
    assertThat(gateway.store.pieces()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "multipart/form-data", "multipart/mixed; boundary=a"})
  void shouldSayWhichBodyItTakes(String contentType) {
    // Given
    HttpRequest request =
        gateway
            .request("/v1/files")
            .header("Authorization", "Bearer " + Gateway.KEY)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    // When
    HttpResponse<String> answer = gateway.send(request);

    // Then
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(Gateway.json(answer).at("/error/message").asText()).contains("multipart/form-data");
  }

  @Test
  void shouldForgetAFileWhoseTimeIsOver() {
    // Given
    String id =
        Gateway.json(
                Upload.of(CONTENT)
                    .field("expires_after[anchor]", "created_at")
                    .field("expires_after[seconds]", "3600")
                    .send(gateway))
            .path("id")
            .asText();
    assertThat(gateway.ask("GET", "/v1/files/" + id).statusCode()).isEqualTo(200);

    // When
    gateway.now = gateway.now.plusSeconds(3_600);

    // Then
    assertThat(gateway.ask("GET", "/v1/files/" + id).statusCode()).isEqualTo(404);
    assertThat(Gateway.json(gateway.ask("GET", "/v1/files")).path("data")).isEmpty();
  }

  @Test
  void shouldRefuseAnExpiryThatOpenAiDoesNotKnow() {
    // Given
    Upload upload =
        Upload.of(CONTENT)
            .field("expires_after[anchor]", "created_at")
            .field("expires_after[seconds]", "60");

    // When
    HttpResponse<String> answer = upload.send(gateway);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void shouldDeleteAFileWithItsContent() {
    // Given
    String id = Upload.in(gateway);

    // When
    HttpResponse<String> answer = gateway.ask("DELETE", "/v1/files/" + id);

    // Then
    assertThat(Gateway.json(answer))
        .isEqualTo(Gateway.json("{\"id\":\"" + id + "\",\"object\":\"file\",\"deleted\":true}"));
    assertThat(gateway.ask("GET", "/v1/files/" + id).statusCode()).isEqualTo(404);
    assertThat(gateway.ask("GET", "/v1/files/" + id + "/content").statusCode()).isEqualTo(404);
    assertThat(gateway.ask("DELETE", "/v1/files/" + id).statusCode()).isEqualTo(404);
    assertThat(gateway.store.pieces()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"GET,''", "GET,/content", "DELETE,''"})
  void shouldKnowNoFileOfAnotherTenant(String method, String suffix) {
    // Given
    String id = Upload.in(gateway);

    // When
    HttpResponse<String> answer =
        gateway.ask(method, "/v1/files/" + id + suffix, Gateway.OTHER_KEY);

    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Gateway.json(answer).at("/error/message").asText()).contains(id);
    assertThat(Gateway.json(gateway.ask("GET", "/v1/files", Gateway.OTHER_KEY)).path("data"))
        .isEmpty();
    assertThat(gateway.ask("GET", "/v1/files/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldListFilesPageByPageTheNewestFirst() {
    // Given
    String[] ids =
        IntStream.range(0, 3)
            .mapToObj(
                i -> {
                  gateway.now = gateway.now.plusSeconds(1);
                  return Upload.in(gateway);
                })
            .toArray(String[]::new);

    // When
    JsonNode first = Gateway.json(gateway.ask("GET", "/v1/files?limit=2&purpose=batch"));
    JsonNode second =
        Gateway.json(
            gateway.ask("GET", "/v1/files?limit=2&after=" + first.path("last_id").asText()));

    // Then
    assertThat(first.path("data").findValuesAsText("id")).containsExactly(ids[2], ids[1]);
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(second.path("data").findValuesAsText("id")).containsExactly(ids[0]);
    assertThat(second.path("has_more").asBoolean()).isFalse();
    assertThat(
            Gateway.json(gateway.ask("GET", "/v1/files?order=asc"))
                .path("data")
                .findValuesAsText("id"))
        .containsExactly(ids);
    assertThat(
            Gateway.json(gateway.ask("GET", "/v1/files?purpose=" + StoredFile.OUTPUT)).path("data"))
        .isEmpty();
    assertThat(gateway.ask("GET", "/v1/files?after=file-none").statusCode()).isEqualTo(400);
  }

  @Test
  void shouldAskForAnotherTryWhenTheTopicsAreAway() {
    // Given
    String id = Upload.in(gateway);
    gateway.store.goAway();

    // When
    HttpResponse<String> answer = gateway.ask("GET", "/v1/files/" + id + "/content");

    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(Upload.of(CONTENT).send(gateway).statusCode()).isEqualTo(503);
  }

  @Test
  void shouldAskForAKey() {
    assertThat(Upload.of(CONTENT).send(gateway, "sk-nobody").statusCode()).isEqualTo(401);
    assertThat(gateway.ask("GET", "/v1/files", "sk-nobody").statusCode()).isEqualTo(401);
  }
}
