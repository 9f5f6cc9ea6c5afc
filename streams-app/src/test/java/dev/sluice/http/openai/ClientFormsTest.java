package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.failure.FailureType;
import dev.sluice.golden.GoldenFile;
import dev.sluice.json.Json;
import dev.sluice.v1.Answer;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.FinishReason;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.ToolCall;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients send and get in the form of each of OpenAI's APIs, as files; CONTRIBUTING.md says
 * how to write them.
 */
class ClientFormsTest {
  private static final String ID = "resp_" + "a".repeat(51);
  private static final String SENT = "http/requests";
  private static final String REQUESTS = "http/golden/requests";
  private static final String ANSWERS = "http/golden/answers";
  private static final ToolCall CALL = new ToolCall("c1", "weather", "{\"city\":\"Paris\"}", false);

  private static final Map<String, ViewRow> ROWS =
      new TreeMap<>(
          Map.of(
              "queued", new ViewRow.Pending(Events.accepted(ID).build()),
              "in-progress",
                  new ViewRow.Pending(Events.status(ID, CallStatus.IN_PROGRESS, 2).build()),
              "text", answered(Events.answer().setText("Bonjour")),
              "refusal", answered(Events.answer().setRefusal("I can't.")),
              "cut", answered(Events.answer().setText("Bon").setFinishReason(FinishReason.LENGTH)),
              "tool-calls", answered(toolCalls()),
              "reasoning", answered(Events.answer().setReasoning("Hm.").setText("42")),
              "failed", failed(FailureType.OVERLOADED),
              "refused-by-provider", failed(FailureType.CONTEXT_WINDOW_EXCEEDED),
              "cancelled", failed(FailureType.CANCELLED)));

  static Stream<String> sent() {
    return GoldenFile.names(SENT).stream();
  }

  static Stream<String> rows() {
    return ROWS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("sent")
  void shouldReadBodiesOfBothApisAsOneKindOfRequest(String name) throws Exception {
    // Given
    JsonNode body =
        Objects.requireNonNull(
            Json.parse(Files.readString(Path.of("src/test/resources", SENT, name + ".json"))));
    CreationForm form = name.startsWith("chat-") ? new ChatRequests() : new ResponseRequests();

    // When
    Creation creation = form.read(body, Past.NONE, "r-1", "web", false);

    // Then
    ObjectNode read = Json.object().put("mode", creation.mode().name());
    read.put("store", creation.store());
    read.set("request", Json.parse(creation.request().toString()));
    GoldenFile.check(REQUESTS, name, read);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldTellOfEachCallInTheFormOfEachApi(String name) throws IOException {
    // Given
    ObjectNode response = ResponseJson.of(ID, Objects.requireNonNull(ROWS.get(name)));

    // When
    ObjectNode told = Json.object();
    told.set("responses", told(new ResponsesForm(), response));
    told.set("chat_completions", told(new ChatCompletionForm(true), response));

    // Then
    GoldenFile.check(ANSWERS, name, told);
  }

  @Test
  void shouldHaveNoFileOfWhatIsGone() throws IOException {
    // Then
    GoldenFile.checkNames(REQUESTS, sent().toList());
    GoldenFile.checkNames(ANSWERS, rows().toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldBeginEachStreamAsThatOfTheAcceptedRequestBegins(String name) {
    // Given
    AnswerForm form = new ChatCompletionForm(false);
    ObjectNode accepted = ResponseJson.of(ID, Objects.requireNonNull(ROWS.get("queued")));
    ObjectNode response = ResponseJson.of(ID, Objects.requireNonNull(ROWS.get(name)));

    // When
    List<StreamEvent> events = Folds.events(form, response);

    // Then
    assertThat(events).startsWith(Folds.events(form, accepted).toArray(StreamEvent[]::new));
  }

  private static ObjectNode told(AnswerForm form, ObjectNode response) {
    ObjectNode told = Json.object();
    Reply decision = Reply.of(200, Json.object());
    if (ResponseJson.isTerminal(response)) {
      Reply ended = form.ended(decision, response);
      told.put("status", ended.status());
      told.set("headers", Json.MAPPER.valueToTree(ended.headers()));
      told.set("body", Json.parse(ended.body()));
    }
    ArrayNode events = told.putArray("events");
    for (StreamEvent event : Folds.events(form, response)) {
      events
          .addObject()
          .put("event", event.name())
          .set("data", event.data() == null ? events.textNode("[DONE]") : event.data());
    }
    return told;
  }

  private static ViewRow answered(Answer.Builder answer) {
    return new ViewRow.Completed(Events.result(ID, answer.build()).build());
  }

  private static ViewRow failed(FailureType type) {
    return new ViewRow.Failed(Events.failed(ID, type).build());
  }

  private static Answer.Builder toolCalls() {
    return Events.answer()
        .setText("Let me see.")
        .setToolCalls(List.of(CALL, new ToolCall("c2", "shell", "ls -l", true)))
        .setFinishReason(FinishReason.TOOL_CALLS)
        .setProviderStates(List.of(new ProviderState("anthropic", "claude", "c1", "{\"a\":1}")));
  }
}
