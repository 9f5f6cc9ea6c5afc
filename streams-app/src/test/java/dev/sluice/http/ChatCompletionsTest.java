package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the Chat Completions API. */
class ChatCompletionsTest {
  private static final String BODY =
      """
      {"model":"chat","messages":[{"role":"user","content":"hi"}]}""";
  private static final String STREAM =
      """
      {"model":"chat","stream":true,"stream_options":{"include_usage":true},
       "messages":[{"role":"user","content":"hi"}]}""";

  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void endsAtOnce(ViewRow row) {
    gateway.topic.decision =
        place -> {
          gateway.topic.accept(place);
          gateway.topic.changes(place, row);
        };
  }

  private void completesAtOnce() {
    gateway.topic.decision =
        place -> {
          gateway.topic.accept(place);
          gateway.topic.complete(place);
        };
  }

  @Test
  void shouldAnswerWithTheCompletionWhenTheCallHasEnded() {
    // Given
    completesAtOnce();

    // When
    HttpResponse<String> response = gateway.chat(BODY);

    // Then
    JsonNode json = Gateway.json(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json.path("object").asText()).isEqualTo("chat.completion");
    assertThat(json.at("/choices/0/message/content").asText()).isEqualTo("Bonjour");
    assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(21);
    CompletionRequest published = gateway.topic.published.get(0);
    assertThat(published.getMessages().get(0).getText()).isEqualTo("hi");
    assertThat(gateway.poll(json.path("id").asText(), Gateway.KEY).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldKeepTheConnectionAliveByWhiteSpaceWhenTheCallTakesLong() throws IOException {
    // Given
    HttpResponse<InputStream> response = gateway.chatting(BODY).join();
    String begin = new String(response.body().readNBytes(2), StandardCharsets.UTF_8);

    // When
    gateway.topic.complete(gateway.topic.places.get(0));

    // Then
    String rest = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(begin).isBlank();
    assertThat(Gateway.json(rest).at("/choices/0/message/content").asText()).isEqualTo("Bonjour");
  }

  @Test
  void shouldStreamChunksUsageAndDone() {
    // Given
    completesAtOnce();

    // When
    HttpResponse<String> response = gateway.chat(STREAM);

    // Then
    List<String> data = response.body().lines().filter(line -> line.startsWith("data: ")).toList();
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.body()).doesNotContain("event:");
    assertThat(data).hasSize(5).last().isEqualTo("data: [DONE]");
    assertThat(data.get(1)).contains("\"content\":\"Bonjour\"");
    assertThat(data.get(3)).contains("\"choices\":[]").contains("\"prompt_tokens\":21");
  }

  @ParameterizedTest
  @CsvSource({"CONTEXT_WINDOW_EXCEEDED", "OVERLOADED", "TIMEOUT"})
  void shouldAnswerAFailedCallWithTheFailuresOwnStatus(FailureType type) {
    // Given
    endsAtOnce(new ViewRow.Failed(Events.failed(Gateway.ID, type).build()));

    // When
    HttpResponse<String> response = gateway.chat(BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(type.status());
    assertThat(Gateway.json(response).at("/error/code").asText()).isEqualTo(type.code());
    assertThat(response.headers().firstValue("x-should-retry")).contains("false");
  }

  @Test
  void shouldAnswerNotFoundWhenTheResponseOfARepeatedRequestHasBeenDeleted() {
    // Given
    endsAtOnce(new ViewRow.Deleted());

    // When
    HttpResponse<String> response = gateway.chat(BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Gateway.json(response).at("/error/message").asText()).contains("deleted");
    assertThat(response.headers().firstValue("x-should-retry")).contains("false");
  }

  @Test
  void shouldEndTheStreamOfAFailedCallWithAnError() {
    // Given
    endsAtOnce(new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.OVERLOADED).build()));

    // When
    HttpResponse<String> response = gateway.chat(STREAM);

    // Then
    assertThat(response.body()).contains("data: {\"error\":").doesNotContain("[DONE]");
  }

  @Test
  void shouldAnswerThePolicysOwnStatusWhenTheRequestIsRejected() {
    // Given
    gateway.topic.decision = place -> gateway.topic.reject(place, Events.rejected());

    // When
    HttpResponse<String> response = gateway.chat(BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(FailureType.RATE_LIMITED.status());
    assertThat(Gateway.json(response).path("error").path("message").asText()).isNotEmpty();
  }

  @Test
  void shouldAnswerAtOnceWithWhereToPollWhenTheClientPrefersThat() {
    // When
    HttpResponse<String> response = gateway.chat(BODY, "Prefer", "respond-async");

    // Then
    String id = FakeTopic.id(gateway.topic.places.get(0));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("location")).contains("/v1/responses/" + id);
    assertThat(response.headers().firstValue("preference-applied")).contains("respond-async");
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("queued");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"stream\":true", "\"store\":false"})
  void shouldWaitWhateverTheClientPrefersWhenItIsStreamedToOrNothingIsStored(String field) {
    // Given
    completesAtOnce();

    // When
    HttpResponse<String> response =
        gateway.chat(BODY.replaceFirst("\\{", "{" + field + ","), "Prefer", "respond-async");

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":"chat"} | messages | missing_required_parameter
          {"model":"chat","messages":[{"role":"user"}]} | messages[0].content | missing_required_parameter
          {"model":"chat","messages":[{"role":"judge","content":"x"}]} | messages[0].role | invalid_value
          {"model":"chat","messages":[{"role":"user","content":"x"}],"n":2} | n | unsupported_parameter
          {"model":"chat","messages":[{"role":"user","content":"x"}],"functions":[{}]} | functions | unsupported_parameter
          {"model":"chat","messages":[{"role":"user","content":"x"}],"modalities":"text"} | modalities | invalid_value
          {"model":"chat","messages":[{"role":"user","content":"x"}],"seed":1e30} | seed | invalid_value
          {"model":"chat","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]} | messages[0].content[0].file.file_id | unsupported_parameter
          {"model":"chat","messages":[{"role":"tool","content":"x"}]} | messages[0].tool_call_id | missing_required_parameter
          {"model":"chat","messages":[{"role":"assistant","tool_calls":[{"id":"a"}]}]} | messages[0].tool_calls[0].function | missing_required_parameter
          {"model":"chat","messages":[{"role":"user","content":"x"}],"stop":[1]} | stop | invalid_value
          """)
  void shouldNameTheFieldThatCannotBeTaken(String body, String param, String code) {
    // When
    HttpResponse<String> response = gateway.chat(body);

    // Then
    JsonNode error = Gateway.json(response).path("error");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(gateway.topic.published).isEmpty();
  }

  @Test
  void shouldDeleteTheAnswerAfterwardsWhenItIsNotToBeStored() {
    // Given
    completesAtOnce();

    // When
    HttpResponse<String> response =
        gateway.create("{\"model\":\"chat\",\"input\":\"hi\",\"store\":false}");

    // Then
    String id = Gateway.json(response).path("id").asText();
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("completed");
    await().until(() -> gateway.commands.published.size() == 1);
    assertThat(gateway.commands.published)
        .containsExactly(new FakeCommands.Published(Events.TENANT, id, CommandKind.DELETE));
    assertThat(gateway.poll(id, Gateway.KEY).statusCode()).isEqualTo(404);
  }
}
