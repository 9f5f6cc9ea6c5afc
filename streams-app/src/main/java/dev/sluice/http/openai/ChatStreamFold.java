package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a chat completion. They have no items that could be left behind, so a stream ends
 * with an error when an attempt breaks off of which something was told; the call goes on. Tool
 * calls have their items' IDs, since nobody knows yet whether something must be found by them.
 */
final class ChatStreamFold implements StreamFold {
  private final boolean includeUsage;
  private final DeltaCursor cursor = new DeltaCursor();
  private final ToldAnswer shown = new ToldAnswer();
  private @Nullable ChatChunks chunks;
  private int attempt;
  private boolean over;

  /**
   * @param includeUsage whether the usage is told before the end
   */
  ChatStreamFold(boolean includeUsage) {
    this.includeUsage = includeUsage;
  }

  @Override
  public List<StreamEvent> accepted(ObjectNode response) {
    if (chunks != null) {
      return List.of();
    }
    chunks = new ChatChunks(response);
    return List.of(chunks.first());
  }

  @Override
  public List<StreamEvent> add(AnswerDeltas record) {
    List<AnswerDelta> fresh = cursor.fresh(record);
    if (fresh.isEmpty() || over) {
      return List.of();
    }
    if (attempt != cursor.attempt()) {
      attempt = cursor.attempt();
      if (!shown.isEmpty()) {
        return List.of(broken());
      }
    }
    List<StreamEvent> events = new ArrayList<>(fresh.size());
    for (AnswerDelta delta : fresh) {
      if (shown.add(delta)) {
        events.add(chunks().of(delta));
      }
    }
    return events;
  }

  @Override
  public List<StreamEvent> end(ObjectNode response) {
    if (over) {
      return List.of();
    }
    if (FailedResponses.isFailed(response)) {
      over = true;
      return List.of(StreamEvent.unnamed(FailedResponses.of(response).toJson()));
    }
    AnswerText answer = AnswerText.of(response.path("output"));
    if (!shown.isBeginOf(answer)) {
      return List.of(broken());
    }
    over = true;
    List<StreamEvent> events = new ArrayList<>();
    ObjectNode message = ChatCompletionJson.message(response);
    ObjectNode rest = shown.isEmpty() ? ChatChunks.delta(message) : rest(message, answer);
    if (!rest.isEmpty()) {
      events.add(chunks().of(rest));
    }
    events.add(chunks().last(response, ChatCompletionJson.finishReason(response, message)));
    if (includeUsage) {
      events.add(chunks().usage(response));
    }
    events.add(StreamEvent.DONE);
    return events;
  }

  @Override
  public boolean awaitsMore() {
    return cursor.awaitsMore();
  }

  @Override
  public boolean isOver() {
    return over;
  }

  /** What was not shown of the answer. */
  private ObjectNode rest(ObjectNode message, AnswerText answer) {
    ObjectNode rest = message.objectNode();
    put(rest, "content", answer.text().substring(shown.text.length()));
    put(rest, "refusal", answer.refusal().substring(shown.refusal.length()));
    put(rest, "reasoning_content", answer.reasoning().substring(shown.reasoning.length()));
    if (message.has(ChatCompletionJson.DETAILS)) {
      rest.set(ChatCompletionJson.DETAILS, message.path(ChatCompletionJson.DETAILS));
    }
    ArrayNode calls = message.arrayNode();
    for (int i = 0; i < answer.calls().size(); i++) {
      JsonNode item = answer.calls().get(i);
      String missing = shown.restOfArguments(i, CallItems.arguments(item));
      if (!shown.hasCall(i)) {
        calls.add(chunks().call(i, item));
      } else if (!missing.isEmpty()) {
        calls.add(ChatChunks.arguments(i, CallItems.isCustom(item), missing));
      }
    }
    if (!calls.isEmpty()) {
      rest.set("tool_calls", calls);
    }
    return rest;
  }

  private static void put(ObjectNode delta, String field, String text) {
    if (!text.isEmpty()) {
      delta.put(field, text);
    }
  }

  private StreamEvent broken() {
    over = true;
    return StreamEvent.unnamed(ApiError.streamBroken(chunks().id()).toJson());
  }

  private ChatChunks chunks() {
    return Objects.requireNonNull(chunks, "nothing was accepted");
  }
}
