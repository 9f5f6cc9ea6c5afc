package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.AnswerDelta;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What a stream has shown of one attempt's answer. Confined to one stream. */
final class ShownAnswer {
  final StringBuilder reasoning = new StringBuilder(0);
  final StringBuilder text = new StringBuilder(0);
  final StringBuilder refusal = new StringBuilder(0);

  /** By their place among those of the answer. */
  private final Map<Integer, Call> calls = new TreeMap<>();

  private boolean empty = true;

  /** A tool call as far as it was shown. */
  record Call(AnswerDelta.ToolCallBegun begun, StringBuilder arguments) {

    private boolean isBeginOf(JsonNode item) {
      return begun.custom() == CallItems.isCustom(item)
          && begun.id().equals(item.path("call_id").asText())
          && begun.name().equals(item.path("name").asText())
          && begins(arguments, CallItems.arguments(item));
    }
  }

  /**
   * @return whether it adds anything: arguments of a call that has not begun don't, nor does a call
   *     that begins twice
   */
  boolean add(AnswerDelta delta) {
    boolean added = isAdded(delta);
    empty &= !added;
    return added;
  }

  private boolean isAdded(AnswerDelta delta) {
    if (delta instanceof AnswerDelta.Text more) {
      return isAdded(text, more.text());
    }
    if (delta instanceof AnswerDelta.Refusal more) {
      return isAdded(refusal, more.text());
    }
    if (delta instanceof AnswerDelta.Reasoning more) {
      return isAdded(reasoning, more.text());
    }
    if (delta instanceof AnswerDelta.ToolArguments more) {
      Call call = calls.get(more.index());
      return call != null && isAdded(call.arguments(), more.text());
    }
    return delta instanceof AnswerDelta.ToolCallBegun begun
        && calls.putIfAbsent(begun.index(), new Call(begun, new StringBuilder(0))) == null;
  }

  private static boolean isAdded(StringBuilder before, String more) {
    before.append(more);
    return !more.isEmpty();
  }

  boolean isEmpty() {
    return empty;
  }

  Collection<Call> calls() {
    return calls.values();
  }

  /** How much of the arguments of that call was shown; -1 if not even that it is made. */
  int argumentsOf(int index) {
    Call call = calls.get(index);
    return call == null ? -1 : call.arguments().length();
  }

  /** Whether the answer goes on where this ends. */
  boolean isBeginOf(AnswerText answer) {
    return begins(reasoning, answer.reasoning())
        && begins(text, answer.text())
        && begins(refusal, answer.refusal())
        && calls.entrySet().stream()
            .allMatch(
                shown ->
                    shown.getKey() >= 0
                        && shown.getKey() < answer.calls().size()
                        && shown.getValue().isBeginOf(answer.calls().get(shown.getKey())));
  }

  private static boolean begins(StringBuilder shown, String whole) {
    return whole.startsWith(shown.toString());
  }
}
