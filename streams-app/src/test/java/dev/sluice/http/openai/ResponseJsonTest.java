package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import dev.sluice.v1.Answer;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.FinishReason;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.ToolCall;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import dev.sluice.wire.AnswerRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ID = "resp_abc";

  /** As OpenAI shows what was not asked for. */
  private static final String NOTHING_ASKED =
      """
      "max_output_tokens": null, "max_tool_calls": null, "parallel_tool_calls": true,
      "previous_response_id": null, "prompt_cache_key": null,
      "reasoning": {"effort": null, "summary": null}, "safety_identifier": null,
      "service_tier": null, "store": true, "temperature": null,
      "text": {"format": {"type": "text"}}, "tool_choice": "auto", "tools": [],
      "top_logprobs": 0, "top_p": null, "truncation": "disabled"
      """;

  @Test
  void shouldWriteAQueuedResponseWhenTheCallWaitsForDispatch() {
    // Given
    ViewRow row = new ViewRow.Pending(Events.accepted(ID).setUser("u-1").build());

    // When
    JsonNode response = response(ID, row);

    // Then
    assertThat(response)
        .isEqualTo(
            json(
                """
                {"id": "resp_abc", "object": "response", "created_at": 1795168800,
                 "status": "queued", "background": true, "completed_at": null, "error": null,
                 "incomplete_details": null, "instructions": null, "model": "chat", "output": [],
                 ASKED, "metadata": {"team": "search"}, "usage": null,
                 "user": "u-1",
                 "sluice": {"request_id": "order-17", "state": "queued", "target": null,
                            "accepted_at": "2026-11-20T10:00:00.123Z", "deadline": null,
                            "attempt": null, "not_before": null}}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "WAITING, queued, waiting",
    "QUEUED, queued, queued",
    "IN_PROGRESS, in_progress, in_progress",
    "PARKED, in_progress, parked",
    "ENDED, in_progress, ended",
    "UNKNOWN, in_progress, unknown"
  })
  void shouldKeepClientsPollingWhenTheCallHasNotEnded(
      CallStatus status, String expected, String state) {
    // Given
    ViewRow row = new ViewRow.Pending(Events.status(ID, status, 3).build());

    // When
    JsonNode response = response(ID, row);

    // Then
    assertThat(response.path("status").asText()).isEqualTo(expected);
    assertThat(response.path("sluice").path("state").asText()).isEqualTo(state);
  }

  @Test
  void shouldWriteTheAnswerAndItsAttemptsWhenTheCallIsCompleted() {
    // Given
    ViewRow row = new ViewRow.Completed(Events.result(ID, Events.text("Bonjour")).build());

    // When
    JsonNode response = response(ID, row);

    // Then
    assertThat(response)
        .isEqualTo(
            json(
                """
                {"id": "resp_abc", "object": "response", "created_at": 1795168800,
                 "status": "completed", "background": true, "completed_at": 1795168802,
                 "error": null, "incomplete_details": null, "instructions": null, "model": "chat",
                 "output": [{"type": "message", "id": "msg_abc", "role": "assistant",
                             "status": "completed",
                             "content": [{"type": "output_text", "text": "Bonjour",
                                          "annotations": [], "logprobs": []}]}],
                 ASKED, "metadata": {"team": "search"},
                 "usage": {"input_tokens": 21,
                           "input_tokens_details": {"cached_tokens": 3, "cache_write_tokens": 0},
                           "output_tokens": 5, "output_tokens_details": {"reasoning_tokens": 2},
                           "total_tokens": 26},
                 "user": null,
                 "sluice": {"request_id": "order-17", "state": "completed", "target": "second",
                            "accepted_at": "2026-11-20T10:00:00.123Z",
                            "ended_at": "2026-11-20T10:00:02.623Z", "provider_model": null,
                            "cost_micros": null, "usage_estimated": false,
                            "attempts": [
                              {"number": 1, "target": "first", "provider": "echo",
                               "model": "echo-1", "started_at": "2026-11-20T10:00:00.133Z",
                               "ended_at": "2026-11-20T10:00:02.623Z",
                               "failure": {"type": "provider/overloaded", "status": 503,
                                           "code": "provider_overloaded"}},
                              {"number": 2, "target": "second", "provider": "echo",
                               "model": "echo-1", "started_at": "2026-11-20T10:00:00.133Z",
                               "ended_at": "2026-11-20T10:00:02.623Z", "failure": null}]}}
                """));
  }

  @Test
  void shouldNameTheRouteThatAnswersWhenTheBudgetIsUsedUp() {
    // Given
    CompletionResult result =
        Events.result(ID, Events.text("Bonjour")).setOnBudget("small").build();

    // When
    JsonNode response = response(ID, new ViewRow.Completed(result));

    // Then
    assertThat(response.path("model").asText()).isEqualTo("small");
    assertThat(response.at("/sluice/on_budget").asText()).isEqualTo("small");
    assertThat(response.at("/sluice/asked_model").asText()).isEqualTo("chat");
  }

  @Test
  void shouldListWhatAnAttemptWasAdjustedIn() {
    // Given
    Attempt plain = Events.attempt(1, "first", null);
    Attempt adjusted =
        Attempt.newBuilder(plain).setAdjustments(List.of("temperature dropped")).build();
    CompletionResult result =
        Events.result(ID, Events.text("Bonjour")).setAttempts(List.of(plain, adjusted)).build();

    // When
    JsonNode attempts = response(ID, new ViewRow.Completed(result)).at("/sluice/attempts");

    // Then
    assertThat(attempts.path(0).has("adjustments")).isFalse();
    assertThat(attempts.path(1).path("adjustments").toString())
        .isEqualTo("[\"temperature dropped\"]");
  }

  @Test
  void shouldWriteReasoningRefusalAndToolCallsAsItemsOfTheirOwn() {
    // Given
    Answer answer =
        Events.answer()
            .setFinishReason(FinishReason.TOOL_CALLS)
            .setReasoning("thinking")
            .setRefusal("I can't")
            .setToolCalls(List.of(toolCall("call_1", "f"), toolCall("call_2", "g")))
            .build();

    // When
    JsonNode response = response(ID, new ViewRow.Completed(Events.result(ID, answer).build()));

    // Then
    assertThat(response.path("status").asText()).isEqualTo("completed");
    assertThat(response.path("output"))
        .isEqualTo(
            json(
                """
                [{"type": "reasoning", "id": "rs_abc",
                  "summary": [{"type": "summary_text", "text": "thinking"}]},
                 {"type": "message", "id": "msg_abc", "role": "assistant", "status": "completed",
                  "content": [{"type": "refusal", "refusal": "I can't"}]},
                 {"type": "function_call", "id": "fc_abc_0", "call_id": "call_1", "name": "f",
                  "arguments": "{}", "status": "completed"},
                 {"type": "function_call", "id": "fc_abc_1", "call_id": "call_2", "name": "g",
                  "arguments": "{}", "status": "completed"}]
                """));
  }

  @Test
  void shouldWriteWhatTheProviderMustGetBackBeforeTheItemThatItBelongsTo() {
    // Given
    ProviderState text = new ProviderState("anthropic", "claude", null, "{}");
    ProviderState call = new ProviderState("anthropic", "claude", "call_2", "{}");
    Answer answer =
        Events.answer()
            .setFinishReason(FinishReason.TOOL_CALLS)
            .setText("well")
            .setToolCalls(List.of(toolCall("call_1", "f"), toolCall("call_2", "g")))
            .setProviderStates(List.of(text, call))
            .build();

    // When
    JsonNode output =
        response(ID, new ViewRow.Completed(Events.result(ID, answer).build())).path("output");

    // Then
    assertThat(output)
        .extracting(item -> item.path("id").asText())
        .containsExactly("rs_abc", "msg_abc", "fc_abc_0", "rs_abc_1", "fc_abc_1");
    assertThat(output.at("/0/encrypted_content").asText())
        .isEqualTo(ReasoningContent.of(List.of(text)));
    assertThat(output.at("/0/summary")).isEmpty();
    assertThat(output.at("/3/encrypted_content").asText())
        .isEqualTo(ReasoningContent.of(List.of(call)));
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSED, pause_turn",
    "LENGTH, max_output_tokens",
    "CONTEXT_WINDOW, max_output_tokens",
    "CONTENT_FILTER, content_filter"
  })
  void shouldBeIncompleteWhenTheAnswerWasCutOff(FinishReason finishReason, String reason) {
    // Given
    Answer answer = Events.answer().setText("half").setFinishReason(finishReason).build();

    // When
    JsonNode response = response(ID, new ViewRow.Completed(Events.result(ID, answer).build()));

    // Then
    assertThat(response.path("status").asText()).isEqualTo("incomplete");
    assertThat(response.path("incomplete_details").path("reason").asText()).isEqualTo(reason);
    assertThat(response.path("completed_at").isNull()).isTrue();
    assertThat(response.path("output").path(0).path("status").asText()).isEqualTo("incomplete");
  }

  @Test
  void shouldBeCompletedWhenAGuardrailAnsweredInTheModelsPlace() {
    // Given
    Answer answer =
        AnswerRecords.toRecord(
            dev.sluice.call.Answer.byGuardrail("manners", "let us stay polite", null));

    // When
    JsonNode response = response(ID, new ViewRow.Completed(Events.result(ID, answer).build()));

    // Then
    assertThat(answer.getFinishReason()).isEqualTo(FinishReason.GUARDRAIL);
    assertThat(response.path("status").asText()).isEqualTo("completed");
    assertThat(response.path("error").isNull()).isTrue();
    assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("let us stay polite");
  }

  @Test
  void shouldWriteTheFailureWhenTheCallFailed() {
    // Given
    ViewRow row = new ViewRow.Failed(Events.failed(ID, FailureType.TIMEOUT).build());

    // When
    JsonNode response = response(ID, row);

    // Then
    assertThat(response)
        .isEqualTo(
            json(
                """
                {"id": "resp_abc", "object": "response", "created_at": 1795168800,
                 "status": "failed", "background": true, "completed_at": null,
                 "error": {"code": "server_error", "message": "It did not work out.",
                           "type": "timeout_error"},
                 "incomplete_details": null, "instructions": null, "model": "chat", "output": [],
                 ASKED, "metadata": {"team": "search"}, "usage": null,
                 "user": null,
                 "sluice": {"request_id": "order-17", "state": "failed", "target": null,
                            "accepted_at": "2026-11-20T10:00:00.123Z",
                            "ended_at": "2026-11-20T10:00:02.623Z", "cost_micros": null,
                            "failure": {"type": "provider/timeout", "status": 504,
                                        "code": "provider_timeout"},
                            "attempts": [
                              {"number": 1, "target": "first", "provider": "echo",
                               "model": "echo-1", "started_at": "2026-11-20T10:00:00.133Z",
                               "ended_at": "2026-11-20T10:00:02.623Z",
                               "failure": {"type": "provider/timeout", "status": 504,
                                           "code": "provider_timeout"}}]}}
                """));
  }

  @Test
  void shouldBeCancelledWithoutErrorWhenTheCallerCancelled() {
    // Given
    ViewRow row = new ViewRow.Failed(Events.failed(ID, FailureType.CANCELLED).build());

    // When
    JsonNode response = response(ID, row);

    // Then
    assertThat(response.path("status").asText()).isEqualTo("cancelled");
    assertThat(response.path("error").isNull()).isTrue();
  }

  /** Read back from its text: numbers in a tree have types that the text does not tell. */
  private static JsonNode response(String id, ViewRow row) {
    return json(new String(Json.bytes(ResponseJson.of(id, row)), StandardCharsets.UTF_8));
  }

  private static ToolCall toolCall(String id, String name) {
    return ToolCall.newBuilder().setId(id).setName(name).setArguments("{}").build();
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace("ASKED", NOTHING_ASKED));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
