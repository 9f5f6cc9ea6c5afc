package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.Answer;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.FinishReason;
import dev.sluice.v1.ToolCall;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamEventsTest {
  private static final String ID = "resp_abc";

  @Test
  void shouldTellAnAnswerFromItsBeginningToItsEnd() {
    // When
    List<ObjectNode> events = events(completed(Events.text("Bonjour")));

    // Then
    assertThat(types(events))
        .containsExactly(
            "response.created",
            "response.queued",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    assertThat(events.get(0).at("/response/status").asText()).isEqualTo("queued");
    assertThat(events.get(3).at("/item/content")).isEmpty();
    assertThat(events.get(5).path("delta").asText()).isEqualTo("Bonjour");
    assertThat(events.get(5).path("item_id").asText()).isEqualTo("msg_abc");
    assertThat(events.get(9).path("response"))
        .isEqualTo(ResponseJson.of(ID, completed(Events.text("Bonjour"))));
    assertNumbered(events);
  }

  @Test
  void shouldTellReasoningRefusalAndToolCallsAsItemsInOrder() {
    // Given
    ToolCall call =
        ToolCall.newBuilder().setId("call_1").setName("f").setArguments("{\"a\":1}").build();
    Answer answer =
        Events.answer()
            .setFinishReason(FinishReason.TOOL_CALLS)
            .setReasoning("thinking")
            .setRefusal("I can't")
            .setToolCalls(List.of(call))
            .build();

    // When
    List<ObjectNode> events = events(completed(answer));

    // Then
    assertThat(types(events).subList(3, events.size()))
        .containsExactly(
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.refusal.delta",
            "response.refusal.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    assertThat(events.get(15).at("/item/arguments").asText()).isEmpty();
    assertThat(events.get(17).path("arguments").asText()).isEqualTo("{\"a\":1}");
    assertThat(events.get(18).at("/item/call_id").asText()).isEqualTo("call_1");
    assertNumbered(events);
  }

  @Test
  void shouldStreamTheInputOfACustomTool() {
    // Given
    ToolCall call =
        ToolCall.newBuilder()
            .setId("call_1")
            .setName("patch")
            .setArguments("*** begin")
            .setCustom(true)
            .build();

    // When
    List<ObjectNode> events =
        events(completed(Events.answer().setText(null).setToolCalls(List.of(call)).build()));

    // Then
    assertThat(types(events).subList(3, events.size()))
        .containsExactly(
            "response.output_item.added",
            "response.custom_tool_call_input.delta",
            "response.custom_tool_call_input.done",
            "response.output_item.done",
            "response.completed");
    assertThat(events.get(3).at("/item/input").asText("none")).isEmpty();
    assertThat(events.get(4).path("delta").asText()).isEqualTo("*** begin");
    assertThat(events.get(5).path("input").asText()).isEqualTo("*** begin");
    assertThat(events.get(5).path("item_id")).isEqualTo(events.get(3).at("/item/id"));
    assertThat(events.get(6).at("/item/type").asText()).isEqualTo("custom_tool_call");
    assertNumbered(events);
  }

  @Test
  void shouldBeginEveryStreamOfARequestAlikeWhateverItWentThrough() {
    // Given
    List<ObjectNode> whole = events(completed(Events.text("Bonjour")));

    // When
    List<ObjectNode> queued = events(pending(CallStatus.QUEUED, 1));
    List<ObjectNode> begun = events(pending(CallStatus.IN_PROGRESS, 3));
    List<ObjectNode> parked = events(pending(CallStatus.PARKED, 5));
    List<ObjectNode> failed =
        events(new ViewRow.Failed(Events.failed(ID, FailureType.TIMEOUT).build()));

    // Then
    assertThat(queued).hasSize(2).isEqualTo(whole.subList(0, 2));
    assertThat(begun).hasSize(3).isEqualTo(whole.subList(0, 3));
    assertThat(parked).isEqualTo(begun);
    assertThat(failed.subList(0, 3)).isEqualTo(begun);
  }

  @ParameterizedTest
  @CsvSource({"TIMEOUT, failed", "CANCELLED, cancelled"})
  void shouldEndWithAnEventThatSdksKnowWhenThereIsNoAnswer(FailureType type, String status) {
    // When
    List<ObjectNode> events = events(new ViewRow.Failed(Events.failed(ID, type).build()));

    // Then
    ObjectNode last = events.get(events.size() - 1);
    assertThat(last.path("type").asText()).isEqualTo("response.failed");
    assertThat(last.at("/response/status").asText()).isEqualTo(status);
  }

  @Test
  void shouldEndAsIncompleteWhenTheAnswerWasCutOff() {
    // Given
    Answer answer = Events.answer().setText("half").setFinishReason(FinishReason.LENGTH).build();

    // When
    List<ObjectNode> events = events(completed(answer));

    // Then
    assertThat(types(events)).last().isEqualTo("response.incomplete");
  }

  private static void assertNumbered(List<ObjectNode> events) {
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
    }
  }

  private static List<ObjectNode> events(ViewRow row) {
    return Folds.events(new ResponsesForm(), ResponseJson.of(ID, row)).stream()
        .map(event -> Objects.requireNonNull(event.data()))
        .toList();
  }

  private static List<String> types(List<ObjectNode> events) {
    return events.stream().map(event -> event.path("type").asText()).toList();
  }

  private static ViewRow pending(CallStatus status, long seq) {
    return new ViewRow.Pending(Events.status(ID, status, seq).build());
  }

  private static ViewRow completed(Answer answer) {
    return new ViewRow.Completed(Events.result(ID, answer).build());
  }
}
