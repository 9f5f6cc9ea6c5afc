package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.v1.Answer;
import dev.sluice.v1.FinishReason;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.ToolCall;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An answer in random order, and the records that its attempt writes of it. */
final class WrittenAnswer {
  static final String ID = "resp_" + "a".repeat(51);
  private static final List<String> PIECES =
      List.of("a", "Fluß ", "😀", "{\"x\":", "\n", "}", "bc");

  final int attempt;
  final List<AnswerDelta> deltas = new ArrayList<>();
  private final Random random;
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final List<AnswerDelta.ToolCallBegun> calls = new ArrayList<>();
  private final List<StringBuilder> arguments = new ArrayList<>();

  WrittenAnswer(Random random, int attempt) {
    this.random = random;
    this.attempt = attempt;
    int size = random.nextInt(15);
    for (int i = 0; i < size; i++) {
      deltas.add(next());
    }
  }

  private AnswerDelta next() {
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    switch (random.nextInt(6)) {
      case 0 -> {
        reasoning.append(piece);
        return new AnswerDelta.Reasoning(piece);
      }
      case 1 -> {
        refusal.append(piece);
        return new AnswerDelta.Refusal(piece);
      }
      case 2 -> {
        int index = calls.size();
        calls.add(
            new AnswerDelta.ToolCallBegun(
                index, "c" + attempt + "-" + index, "f", random.nextBoolean()));
        arguments.add(new StringBuilder());
        return calls.get(index);
      }
      case 3 -> {
        if (!calls.isEmpty()) {
          int index = random.nextInt(calls.size());
          arguments.get(index).append(piece);
          return new AnswerDelta.ToolArguments(index, piece);
        }
      }
      default -> {}
    }
    text.append(piece);
    return new AnswerDelta.Text(piece);
  }

  /** At least once and in order, by any split, with repetitions and overlaps. */
  List<AnswerDeltas> records() {
    List<AnswerDeltas> records = new ArrayList<>();
    int written = 0;
    while (written < deltas.size()) {
      int first = random.nextInt(3) == 0 ? random.nextInt(written + 1) : written;
      int end = first + random.nextInt(deltas.size() - first + 1);
      records.add(record(first, end));
      written = Math.max(written, end);
    }
    records.add(new AnswerDeltas(ID, attempt, written, List.of(), true));
    return records;
  }

  /** One record for each delta. */
  List<AnswerDeltas> onePerDelta() {
    List<AnswerDeltas> records = new ArrayList<>();
    for (int i = 0; i < deltas.size(); i++) {
      records.add(record(i, i + 1));
    }
    return records;
  }

  private AnswerDeltas record(int first, int end) {
    return new AnswerDeltas(ID, attempt, first, deltas.subList(first, end), false);
  }

  /** The response, once the attempt's answer is the call's. */
  ObjectNode response() {
    List<ProviderState> states = new ArrayList<>();
    if (random.nextBoolean()) {
      states.add(new ProviderState("anthropic", "claude", null, "{\"a\":1}"));
    }
    calls.stream()
        .filter(call -> random.nextBoolean())
        .forEach(call -> states.add(new ProviderState("gemini", "pro", call.id(), "{\"b\":2}")));
    Answer answer =
        Events.answer()
            .setReasoning(orNull(reasoning))
            .setText(orNull(text))
            .setRefusal(orNull(refusal))
            .setToolCalls(toolCalls())
            .setProviderStates(states)
            .setFinishReason(random.nextBoolean() ? FinishReason.STOP : FinishReason.LENGTH)
            .build();
    return ResponseJson.of(ID, new ViewRow.Completed(Events.result(ID, answer).build()));
  }

  private List<ToolCall> toolCalls() {
    return calls.stream()
        .map(
            call ->
                new ToolCall(
                    call.id(), call.name(), arguments.get(call.index()).toString(), call.custom()))
        .toList();
  }

  private static @Nullable String orNull(StringBuilder text) {
    return text.isEmpty() ? null : text.toString();
  }
}
