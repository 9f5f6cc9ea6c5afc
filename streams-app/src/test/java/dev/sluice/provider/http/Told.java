package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a client gets to know of an answer, by its pieces or as a whole. */
record Told(String text, String refusal, String reasoning, List<ToolCall> toolCalls) {

  static Told by(List<AnswerDelta> deltas) {
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    for (AnswerDelta delta : deltas) {
      if (delta instanceof AnswerDelta.Text piece) {
        text.append(piece.text());
      } else if (delta instanceof AnswerDelta.Refusal piece) {
        refusal.append(piece.text());
      } else if (delta instanceof AnswerDelta.Reasoning piece) {
        reasoning.append(piece.text());
      } else if (delta instanceof AnswerDelta.ToolCallBegun begun) {
        calls.add(begun.index(), new ToolCall(begun.id(), begun.name(), "", begun.custom()));
      } else if (delta instanceof AnswerDelta.ToolArguments piece) {
        ToolCall call = calls.get(piece.index());
        calls.set(piece.index(), call.withArguments(call.arguments() + piece.text()));
      }
    }
    return new Told(text.toString(), refusal.toString(), reasoning.toString(), calls);
  }

  static Told of(Answer answer) {
    return new Told(
        Objects.requireNonNullElse(answer.text(), ""),
        Objects.requireNonNullElse(answer.refusal(), ""),
        Objects.requireNonNullElse(answer.reasoning(), ""),
        answer.toolCalls());
  }

  /**
   * The IDs aside, since the codec gives one to a call that came without, and arguments as values:
   * some APIs have them as JSON in whole replies and as text in pieces.
   */
  Told comparable() {
    return new Told(
        text,
        refusal,
        reasoning,
        toolCalls.stream()
            .map(call -> call.withId("").withArguments(value(call.arguments())))
            .toList());
  }

  private static String value(String arguments) {
    JsonNode json = Json.parse(arguments);
    return json == null ? arguments : json.toString();
  }
}
