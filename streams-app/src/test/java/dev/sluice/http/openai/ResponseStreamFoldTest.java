package dev.sluice.http.openai;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams of answers that are told as they are written, in both forms, as files. */
class ResponseStreamFoldTest {
  private static final String ID = "resp_" + "a".repeat(51);
  private static final String FILES = "http/golden/streams";
  private static final ProviderState SIGNATURE =
      new ProviderState("anthropic", "claude", null, "{\"a\":1}");

  private record Call(List<AnswerDeltas> records, ViewRow end) {}

  private static final Map<String, Call> CALLS =
      new TreeMap<>(
          Map.ofEntries(
              entry(
                  "text",
                  new Call(
                      List.of(record(1, 0, text("Bon")), record(1, 1, text("jo"))),
                      answered(Events.answer().setText("Bonjour")))),
              entry(
                  "reasoning-text-and-calls",
                  new Call(
                      List.of(
                          record(
                              1,
                              0,
                              new AnswerDelta.Reasoning("Hm"),
                              new AnswerDelta.Reasoning(".")),
                          record(1, 2, text("Let me see.")),
                          record(
                              1,
                              3,
                              new AnswerDelta.ToolCallBegun(0, "c1", "weather", false),
                              new AnswerDelta.ToolArguments(0, "{\"city\":"),
                              new AnswerDelta.ToolArguments(0, "\"Paris\"}"),
                              new AnswerDelta.ToolCallBegun(1, "c2", "shell", true),
                              new AnswerDelta.ToolArguments(1, "ls"))),
                      answered(
                          Events.answer()
                              .setReasoning("Hm.")
                              .setText("Let me see.")
                              .setToolCalls(
                                  List.of(
                                      new ToolCall("c1", "weather", "{\"city\":\"Paris\"}", false),
                                      new ToolCall("c2", "shell", "ls -l", true)))
                              .setFinishReason(FinishReason.TOOL_CALLS)
                              .setProviderStates(List.of(SIGNATURE))))),
              entry(
                  "reasoning-that-nobody-sees",
                  new Call(
                      List.of(record(1, 0, text("42"))),
                      answered(
                          Events.answer().setText("42").setProviderStates(List.of(SIGNATURE))))),
              entry(
                  "text-in-turns-with-reasoning",
                  new Call(
                      List.of(
                          record(1, 0, new AnswerDelta.Reasoning("a"), text("b")),
                          record(1, 2, new AnswerDelta.Reasoning("c"), text("d"))),
                      answered(Events.answer().setReasoning("ac").setText("bd")))),
              entry(
                  "refusal-after-text",
                  new Call(
                      List.of(record(1, 0, text("Well. "), new AnswerDelta.Refusal("I can"))),
                      answered(Events.answer().setText("Well. ").setRefusal("I can't.")))),
              entry(
                  "cut",
                  new Call(
                      List.of(record(1, 0, text("Bon"))),
                      answered(
                          Events.answer().setText("Bonj").setFinishReason(FinishReason.LENGTH)))),
              entry(
                  "begun-again",
                  new Call(
                      List.of(
                          record(1, 0, new AnswerDelta.Reasoning("Hm"), text("Bon")),
                          record(2, 0, text("Hel")),
                          record(1, 2, text("late"))),
                      answered(Events.answer().setText("Hello")))),
              entry(
                  "begun-again-after-a-tool-call",
                  new Call(
                      List.of(
                          record(
                              1,
                              0,
                              text("Bon"),
                              new AnswerDelta.ToolCallBegun(0, "c1", "f", false)),
                          record(2, 0, text("Hel"))),
                      answered(Events.answer().setText("Hello")))),
              entry(
                  "another-answer-at-the-end",
                  new Call(
                      List.of(record(1, 0, text("Bon"))),
                      answered(Events.answer().setText("Hello")))),
              entry(
                  "failed",
                  new Call(
                      List.of(record(1, 0, text("Bon"))),
                      new ViewRow.Failed(Events.failed(ID, FailureType.TIMEOUT).build()))),
              entry(
                  "a-record-is-lost",
                  new Call(
                      List.of(record(1, 0, text("Bon")), record(1, 2, text("r"))),
                      answered(Events.answer().setText("Bonjour"))))));

  static Stream<String> calls() {
    return CALLS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void shouldTellOfEachCallInTheFormOfEachApi(String name) throws IOException {
    // Given
    Call call = Objects.requireNonNull(CALLS.get(name));
    ObjectNode end = ResponseJson.of(ID, call.end());

    // When
    ObjectNode told = Json.object();
    told.set("responses", told(new ResponsesForm(), call, end));
    told.set("chat_completions", told(new ChatCompletionForm(true), call, end));

    // Then
    GoldenFile.check(FILES, name, told);
  }

  @Test
  void shouldHaveNoFileOfWhatIsGone() throws IOException {
    // Then
    GoldenFile.checkNames(FILES, calls().toList());
  }

  @Test
  void shouldNameItemsAsThePollAtTheEndDoes() {
    // Given
    Call call = Objects.requireNonNull(CALLS.get("reasoning-text-and-calls"));
    ObjectNode end = ResponseJson.of(ID, call.end());

    // When
    List<StreamEvent> events = Folds.events(new ResponsesForm(), call.records(), end);

    // Then
    assertThat(StreamReading.of(events).response()).isEqualTo(end);
  }

  @Test
  void shouldTakeArgumentsForTheSameWhoseJsonWasWrittenAnew() {
    // Given
    ToolCall call = new ToolCall("c1", "f", "{\"a\":1}", false);
    ObjectNode end =
        ResponseJson.of(ID, answered(Events.answer().setText(null).setToolCalls(List.of(call))));
    List<AnswerDeltas> records =
        List.of(
            record(
                1,
                0,
                new AnswerDelta.ToolCallBegun(0, "c1", "f", false),
                new AnswerDelta.ToolArguments(0, "{\"a\": 1}")));

    // When
    List<StreamEvent> events = Folds.events(new ResponsesForm(), records, end);
    List<StreamEvent> chunks = Folds.events(new ChatCompletionForm(false), records, end);

    // Then
    assertThat(StreamReading.of(events).response().at("/output/0/arguments").asText())
        .isEqualTo("{\"a\": 1}");
    assertThat(chunks).hasSize(5).last().isEqualTo(StreamEvent.DONE);
  }

  @Test
  void shouldTellTheCallFirstOnceItIsInProgress() {
    // Given
    StreamFold fold = new ResponsesForm().stream();
    ObjectNode queued = ResponseJson.of(ID, pending(CallStatus.QUEUED));
    ObjectNode begun = ResponseJson.of(ID, pending(CallStatus.IN_PROGRESS));

    // When
    List<StreamEvent> first = fold.accepted(queued);
    List<StreamEvent> second = fold.accepted(begun);
    List<StreamEvent> third = fold.accepted(begun);

    // Then
    assertThat(first)
        .extracting(StreamEvent::name)
        .containsExactly("response.created", "response.queued");
    assertThat(second).extracting(StreamEvent::name).containsExactly("response.in_progress");
    assertThat(third).isEmpty();
  }

  @Test
  void shouldTellNothingOfWhatAddsNothing() {
    // Given
    StreamFold fold = new ResponsesForm().stream();
    List<StreamEvent> begun = fold.accepted(ResponseJson.of(ID, pending(CallStatus.QUEUED)));

    // When
    List<StreamEvent> events = fold.add(new AnswerDeltas(ID, 1, 0, List.of(), true));

    // Then
    assertThat(begun).hasSize(2);
    assertThat(events).isEmpty();
    assertThat(fold.isOver()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void shouldShowInAPollWhatWasWrittenSoFar(String name) {
    // Given
    List<AnswerDelta> soFar = Objects.requireNonNull(CALLS.get(name)).records().get(0).deltas();

    // When
    ObjectNode response =
        PartialOutput.addTo(ResponseJson.of(ID, pending(CallStatus.IN_PROGRESS)), soFar);

    // Then
    assertThat(AnswerText.of(response.path("output")).text())
        .isEqualTo(
            soFar.stream()
                .filter(AnswerDelta.Text.class::isInstance)
                .map(delta -> ((AnswerDelta.Text) delta).text())
                .reduce("", String::concat));
    for (JsonNode item : response.path("output")) {
      assertThat(item.path("id").asText()).contains("_" + "a".repeat(51));
      assertThat(item.path("status").asText("in_progress")).isEqualTo("in_progress");
    }
  }

  private static ArrayNode told(AnswerForm form, Call call, ObjectNode end) {
    ArrayNode told = Json.MAPPER.createArrayNode();
    for (StreamEvent event : Folds.events(form, call.records(), end)) {
      told.add(event.data() == null ? told.textNode("[DONE]") : event.data());
    }
    return told;
  }

  private static AnswerDeltas record(int attempt, int first, AnswerDelta... deltas) {
    return new AnswerDeltas(ID, attempt, first, List.of(deltas), false);
  }

  private static AnswerDelta text(String text) {
    return new AnswerDelta.Text(text);
  }

  private static ViewRow pending(CallStatus status) {
    return new ViewRow.Pending(Events.status(ID, status, 2).build());
  }

  private static ViewRow answered(Answer.Builder answer) {
    return new ViewRow.Completed(Events.result(ID, answer.build()).build());
  }
}
