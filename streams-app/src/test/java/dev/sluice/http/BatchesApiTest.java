package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.batch.LineError;
import dev.sluice.batch.store.BatchCounts;
import dev.sluice.batch.store.BatchOutputs;
import dev.sluice.batch.store.BatchProgress;
import dev.sluice.batch.store.BatchState;
import dev.sluice.batch.store.Claim;
import dev.sluice.batch.store.KnownBatch;
import dev.sluice.batch.store.StoredFile;
import dev.sluice.view.Events;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesApiTest {
  private static final String BATCHES = "/v1/batches";
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HttpResponse<String> post(String path, String body, String apiKey, String... headers) {
    HttpRequest.Builder request =
        gateway
            .request(path)
            .header("Authorization", "Bearer " + apiKey)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return gateway.send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  private static String body(String fileId) {
    return """
        {"input_file_id":"%s","endpoint":"/v1/responses","completion_window":"24h",
         "metadata":{"team":"search"}}"""
        .formatted(fileId);
  }

  private JsonNode create(String fileId) {
    return Gateway.json(post(BATCHES, body(fileId), Gateway.KEY));
  }

  private KnownBatch known(JsonNode batch) {
    return gateway.store.known().batch(Events.TENANT, batch.path("id").asText()).orElseThrow();
  }

  private void put(BatchProgress progress) throws Exception {
    gateway.store.put(progress);
  }

  @Test
  void shouldCreateABatchInTheFormOfOpenAis() {
    // Given
    String file = Upload.in(gateway);

    // When
    HttpResponse<String> answer = post(BATCHES, body(file), Gateway.KEY);

    // Then
    JsonNode batch = Gateway.json(answer);
    long now = gateway.now.getEpochSecond();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(batch.path("id").asText()).startsWith("batch_");
    assertThat(batch.path("object").asText()).isEqualTo("batch");
    assertThat(batch.path("status").asText()).isEqualTo("validating");
    assertThat(batch.path("endpoint").asText()).isEqualTo("/v1/responses");
    assertThat(batch.path("input_file_id").asText()).isEqualTo(file);
    assertThat(batch.path("completion_window").asText()).isEqualTo("24h");
    assertThat(batch.path("created_at").asLong()).isEqualTo(now);
    assertThat(batch.path("expires_at").asLong()).isEqualTo(now + 86_400);
    assertThat(batch.path("request_counts"))
        .isEqualTo(Gateway.json("{\"total\":0,\"completed\":0,\"failed\":0}"));
    assertThat(batch.path("metadata")).isEqualTo(Gateway.json("{\"team\":\"search\"}"));
    for (String absent :
        List.of("errors", "output_file_id", "error_file_id", "in_progress_at", "cancelling_at")) {
      assertThat(batch.path(absent).isNull()).as(absent).isTrue();
    }
    assertThat(Gateway.json(gateway.ask("GET", BATCHES + "/" + batch.path("id").asText())))
        .isEqualTo(batch);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"input_file_id\":\"FILE\"|\"x\":1|input_file_id",
        "\"input_file_id\":\"FILE\"|\"input_file_id\":7|input_file_id",
        "/v1/responses|/v1/embeddings|endpoint",
        "\"endpoint\":\"/v1/responses\"|\"x\":1|endpoint",
        "24h|1h|completion_window",
        "\"completion_window\":\"24h\"|\"x\":1|completion_window",
        "\"search\"|7|metadata",
        "{\"team\":\"search\"}|[\"x\"]|metadata",
        "{\"team\":\"search\"}|\"x\"|metadata",
        "24h\"|24h\",\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":3600}|output_expires_after"
      })
  void shouldRefuseABodyThatIsNoBatch(String what, String by, String param) {
    // Given
    String file = Upload.in(gateway);
    String body = body("FILE").replace(what, by).replace("FILE", file);

    // When
    HttpResponse<String> answer = post(BATCHES, body, Gateway.KEY);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(answer).at("/error/param").asText()).isEqualTo(param);
    assertThat(gateway.store.known().batches(Events.TENANT)).isEmpty();
  }

  @Test
  void shouldKnowNoInputThatWasDeletedOrIsOfAnotherTenant() {
    // Given
    String deleted = Upload.in(gateway);
    gateway.ask("DELETE", "/v1/files/" + deleted);
    String others = Upload.in(gateway, new byte[] {'x'}, Gateway.OTHER_KEY);

    for (String file : List.of(deleted, others, "file-none")) {
      // When
      HttpResponse<String> answer = post(BATCHES, body(file), Gateway.KEY);

      // Then
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(Gateway.json(answer).at("/error/message").asText()).contains(file);
    }
    assertThat(gateway.store.known().batches(Events.TENANT)).isEmpty();
  }

  @Test
  void shouldRefuseTheOutputOfABatchAsInput() throws Exception {
    // Given
    gateway.store.put(
        new StoredFile(
            "file-out", Events.TENANT, "o", StoredFile.OUTPUT, gateway.now, null, List.of()));

    // When
    HttpResponse<String> answer = post(BATCHES, body("file-out"), Gateway.KEY);

    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(answer).at("/error/param").asText()).isEqualTo("input_file_id");
  }

  @Test
  void shouldCreateOneBatchForOneIdempotencyKey() {
    // Given
    String file = Upload.in(gateway);
    HttpResponse<String> first = post(BATCHES, body(file), Gateway.KEY, "Idempotency-Key", "once");

    // When
    HttpResponse<String> again = post(BATCHES, body(file), Gateway.KEY, "Idempotency-Key", "once");

    // Then
    assertThat(Gateway.json(again)).isEqualTo(Gateway.json(first));
    assertThat(gateway.store.known().batches(Events.TENANT)).hasSize(1);
  }

  @Test
  void shouldTellWhatIsWrongWithTheInputLineByLine() throws Exception {
    // Given
    JsonNode batch = create(Upload.in(gateway));
    put(
        BatchProgress.begin(known(batch).asked(), new Claim(1, "a"))
            .refused(
                List.of(
                    new LineError(2, "duplicate_custom_id", "twice", "custom_id"),
                    new LineError(0, "empty_file", "nothing", null)))
            .in(BatchState.FAILED, gateway.now));

    // When
    JsonNode failed = Gateway.json(gateway.ask("GET", BATCHES + "/" + known(batch).asked().id()));

    // Then
    assertThat(failed.path("status").asText()).isEqualTo("failed");
    assertThat(failed.path("failed_at").asLong()).isEqualTo(gateway.now.getEpochSecond());
    assertThat(failed.path("errors"))
        .isEqualTo(
            Gateway.json(
                """
                {"object":"list","data":[
                  {"code":"duplicate_custom_id","message":"twice","param":"custom_id","line":2},
                  {"code":"empty_file","message":"nothing","param":null,"line":null}]}"""));
  }

  @Test
  void shouldTellOfABatchThatIsDone() throws Exception {
    // Given
    JsonNode batch = create(Upload.in(gateway));
    put(
        BatchProgress.begin(known(batch).asked(), new Claim(1, "a"))
            .with(new BatchCounts(5, 3, 2, 0), BatchOutputs.NONE)
            .withFiles("file-out", "file-err")
            .in(BatchState.IN_PROGRESS, gateway.now)
            .in(BatchState.COMPLETED, gateway.now.plusSeconds(7)));

    // When
    JsonNode done = Gateway.json(gateway.ask("GET", BATCHES + "/" + known(batch).asked().id()));

    // Then
    assertThat(done.path("status").asText()).isEqualTo("completed");
    assertThat(done.path("output_file_id").asText()).isEqualTo("file-out");
    assertThat(done.path("error_file_id").asText()).isEqualTo("file-err");
    assertThat(done.path("request_counts"))
        .isEqualTo(Gateway.json("{\"total\":5,\"completed\":3,\"failed\":2}"));
    assertThat(done.path("completed_at").asLong() - done.path("in_progress_at").asLong())
        .isEqualTo(7);
    assertThat(post(BATCHES + "/" + known(batch).asked().id() + "/cancel", "", Gateway.KEY))
        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(409));
  }

  @Test
  void shouldCancelABatchOnce() {
    // Given
    String path = BATCHES + "/" + create(Upload.in(gateway)).path("id").asText();
    JsonNode first = Gateway.json(post(path + "/cancel", "", Gateway.KEY));
    gateway.now = gateway.now.plusSeconds(5);

    // When
    JsonNode again = Gateway.json(post(path + "/cancel", "", Gateway.KEY));

    // Then
    assertThat(first.path("status").asText()).isEqualTo("cancelling");
    assertThat(first.path("cancelling_at").asLong()).isEqualTo(gateway.now.getEpochSecond() - 5);
    assertThat(again).isEqualTo(first);
    assertThat(Gateway.json(gateway.ask("GET", path))).isEqualTo(first);
  }

  @Test
  void shouldKeepTheInputOfABatchThatGoesOn() throws Exception {
    // Given
    String file = Upload.in(gateway);
    JsonNode batch = create(file);

    // When
    HttpResponse<String> answer = gateway.ask("DELETE", "/v1/files/" + file);

    // Then
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo("file_in_use");
    put(
        BatchProgress.begin(known(batch).asked(), new Claim(1, "a"))
            .in(BatchState.COMPLETED, gateway.now));
    assertThat(gateway.ask("DELETE", "/v1/files/" + file).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldKnowNoBatchOfAnotherTenant() {
    // Given
    String path = BATCHES + "/" + create(Upload.in(gateway)).path("id").asText();

    // When
    HttpResponse<String> answer = gateway.ask("GET", path, Gateway.OTHER_KEY);

    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(post(path + "/cancel", "", Gateway.OTHER_KEY).statusCode()).isEqualTo(404);
    assertThat(Gateway.json(gateway.ask("GET", BATCHES, Gateway.OTHER_KEY)).path("data")).isEmpty();
    assertThat(Gateway.json(gateway.ask("GET", path)).path("status").asText())
        .isEqualTo("validating");
  }

  @Test
  void shouldListBatchesPageByPageTheNewestFirst() {
    // Given
    String file = Upload.in(gateway);
    String[] ids =
        IntStream.range(0, 3)
            .mapToObj(
                i -> {
                  gateway.now = gateway.now.plusSeconds(1);
                  return create(file).path("id").asText();
                })
            .toArray(String[]::new);

    // When
    JsonNode first = Gateway.json(gateway.ask("GET", BATCHES + "?limit=2"));
    JsonNode second = Gateway.json(gateway.ask("GET", BATCHES + "?limit=2&after=" + ids[1]));

    // Then
    assertThat(first.path("data").findValuesAsText("id")).containsExactly(ids[2], ids[1]);
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(second.path("data").findValuesAsText("id")).containsExactly(ids[0]);
    assertThat(second.path("has_more").asBoolean()).isFalse();
    assertThat(gateway.ask("GET", BATCHES + "?limit=101").statusCode()).isEqualTo(400);
  }
}
