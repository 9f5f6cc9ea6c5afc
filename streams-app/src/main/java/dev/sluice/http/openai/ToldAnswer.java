package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a stream has told of one attempt's answer. Confined to one stream. */
final class ToldAnswer {
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
          && rest(CallItems.arguments(item)) != null;
    }

    /**
     * What is missing of the arguments; null if these are others. Some codecs write the JSON of an
     * answer anew, so only its value is the same as in the stream.
     */
    private @Nullable String rest(String whole) {
      if (begins(arguments, whole)) {
        return whole.substring(arguments.length());
      }
      JsonNode told = begun.custom() ? null : Json.parse(arguments.toString());
      return told != null && told.equals(Json.parse(whole)) ? "" : null;
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

  /** Whether it was told that this call is made. */
  boolean hasCall(int index) {
    return calls.containsKey(index);
  }

  /** What is missing of the arguments of a call that was told, of which these are the whole. */
  String restOfArguments(int index, String whole) {
    Call call = calls.get(index);
    String rest = call == null ? whole : call.rest(whole);
    return rest == null ? "" : rest;
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
