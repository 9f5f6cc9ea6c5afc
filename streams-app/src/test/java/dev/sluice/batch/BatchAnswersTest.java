package dev.sluice.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.http.openai.Creation;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.OnLimit;
import dev.sluice.view.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class BatchAnswersTest {
  private static final Instant DEADLINE = Events.ENDED_AT.minusMillis(1);
  private static final BatchRequests REQUESTS = new BatchRequests("batch_1", "web", DEADLINE);

  private static BatchLine line(String url, String body) {
    String text =
        "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"%s\",\"body\":%s}".formatted(url, body);
    return BatchLine.read(text.getBytes(UTF_8)).orElseThrow();
  }

  private static final BatchLine RESPONSE =
      line("/v1/responses", "{\"model\":\"chat\",\"input\":\"hi\",\"instructions\":\"be brief\"}");
  private static final BatchLine COMPLETION =
      line(
          "/v1/chat/completions",
          "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

  private static JsonNode answer(BatchLine line, SpecificRecord end) throws Exception {
    OutputLine answer = new BatchAnswers(REQUESTS).of("a", REQUESTS.of(line), end);
    return Objects.requireNonNull(Json.parse(answer.toBytes()));
  }

  @Test
  void shouldWaitForLimitsAsLongAsTheBatchWhenTheBodySaysNothing() throws Exception {
    // When
    CompletionRequest request = REQUESTS.of(RESPONSE).request();

    // Then
    assertThat(request.getRequestId()).isEqualTo("batch_1/a");
    assertThat(request.getKeyId()).isEqualTo("web");
    assertThat(request.getOnLimit()).isEqualTo(OnLimit.WAIT);
    assertThat(request.getDeadline()).isEqualTo(DEADLINE);
    // always the same, for the gateway to know it again
    assertThat(request).hasToString(REQUESTS.of(RESPONSE).request().toString());
  }

  @Test
  void shouldKeepWhatTheBodySaysUnlessItIsLaterThanTheBatch() throws Exception {
    // Given
    String body = "{\"model\":\"chat\",\"input\":\"hi\",\"sluice\":{%s}}";
    Instant early = DEADLINE.minus(Duration.ofMinutes(1));

    // When
    Creation own =
        REQUESTS.of(
            line(
                "/v1/responses",
                body.formatted("\"on_limit\":\"reject\",\"deadline\":\"" + early + "\"")));
    Creation late =
        REQUESTS.of(line("/v1/responses", body.formatted("\"deadline\":\"2030-01-01T00:00:00Z\"")));

    // Then
    assertThat(own.request().getOnLimit()).isEqualTo(OnLimit.REJECT);
    assertThat(own.request().getDeadline()).isEqualTo(early);
    assertThat(late.request().getDeadline()).isEqualTo(DEADLINE);
  }

  @Test
  void shouldWriteResultsInTheFormOfTheirApi() throws Exception {
    // Given
    SpecificRecord result = Events.result("resp_1", Events.text("Hello")).build();

    // When
    JsonNode response = answer(RESPONSE, result);
    JsonNode completion = answer(COMPLETION, result);

    // Then
    assertThat(response.path("id").asText()).matches("batch_req_[0-9a-f]{32}");
    assertThat(response.path("custom_id").asText()).isEqualTo("a");
    assertThat(response.path("error").isNull()).isTrue();
    assertThat(response.at("/response/status_code").asInt()).isEqualTo(200);
    assertThat(response.at("/response/request_id").asText()).isEqualTo("batch_1/a");
    assertThat(response.at("/response/body/object").asText()).isEqualTo("response");
    assertThat(response.at("/response/body/instructions").asText()).isEqualTo("be brief");
    assertThat(response.at("/response/body/output/0/content/0/text").asText()).isEqualTo("Hello");
    assertThat(completion.at("/response/body/object").asText()).isEqualTo("chat.completion");
    assertThat(completion.at("/response/body/choices/0/message/content").asText())
        .isEqualTo("Hello");
    assertThat(completion.path("id")).isEqualTo(response.path("id"));
  }

  @Test
  void shouldWriteFailuresAsErrorsWithTheirStatus() throws Exception {
    // When
    JsonNode failed = answer(RESPONSE, Events.failed("resp_1", FailureType.OVERLOADED).build());
    JsonNode rejected = answer(COMPLETION, Events.rejected().build());

    // Then
    assertThat(failed.at("/response/status_code").asInt())
        .isEqualTo(Events.failure(FailureType.OVERLOADED).getStatus());
    assertThat(failed.at("/response/body/error/type").asText()).isNotEmpty();
    assertThat(failed.at("/response/body/sluice/id").asText()).isEqualTo("resp_1");
    assertThat(rejected.at("/response/status_code").asInt()).isEqualTo(429);
    assertThat(rejected.at("/response/body/error/code").asText()).isEqualTo("rate_limit_exceeded");
  }

  @Test
  void shouldSayThatTheBatchHasExpiredWhenItsDeadlineEndedTheRequest() throws Exception {
    // Given
    BatchLine earlier =
        line(
            "/v1/responses",
            "{\"model\":\"chat\",\"input\":\"hi\",\"sluice\":{\"deadline\":\""
                + DEADLINE.minusSeconds(1)
                + "\"}}");
    SpecificRecord late = Events.failed("resp_1", FailureType.DEADLINE_EXCEEDED).build();

    // When
    JsonNode expired = answer(RESPONSE, late);
    JsonNode own = answer(earlier, late);

    // Then
    assertThat(expired.path("response").isNull()).isTrue();
    assertThat(expired.at("/error/code").asText()).isEqualTo("batch_expired");
    assertThat(own.at("/response/status_code").asInt()).isEqualTo(504);
  }
}
