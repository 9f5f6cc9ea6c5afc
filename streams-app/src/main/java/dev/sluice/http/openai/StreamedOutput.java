package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The output items of an answer while they are streamed, in the order in which they appear. One
 * message or summary at a time is written; one that goes on later is another item. Confined to one
 * stream.
 */
final class StreamedOutput {
  private static final String COMPLETED = "completed";

  private final EventSequence out;
  private final String name;
  private final ItemIds ids = new ItemIds();
  private final ToldAnswer shown = new ToldAnswer();
  private final List<StreamedItem> items = new ArrayList<>();
  private final Map<Integer, StreamedCall> calls = new HashMap<>();
  private @Nullable StreamedReasoning firstReasoning;
  private boolean hasMessage;

  // At most one of them
  private @Nullable StreamedReasoning reasoning;
  private @Nullable StreamedMessage message;

  /**
   * @param name that the response's ID shares with those of its items
   */
  StreamedOutput(EventSequence out, String name) {
    this.out = out;
    this.name = name;
  }

  boolean isEmpty() {
    return shown.isEmpty();
  }

  void add(AnswerDelta delta) {
    if (!shown.add(delta)) {
      return;
    }
    if (delta instanceof AnswerDelta.Text more) {
      message().add(StreamedPart.Kind.TEXT, more.text());
    } else if (delta instanceof AnswerDelta.Refusal more) {
      message().add(StreamedPart.Kind.REFUSAL, more.text());
    } else if (delta instanceof AnswerDelta.Reasoning more) {
      reasoning().add(more.text());
    } else if (delta instanceof AnswerDelta.ToolCallBegun begun) {
      calls.put(begun.index(), call(CallItems.id(begun.custom(), name, begun.index()), begun));
    } else if (delta instanceof AnswerDelta.ToolArguments more) {
      Objects.requireNonNull(calls.get(more.index())).add(more.text());
    }
  }

  /** Whether the answer goes on where this ends. */
  boolean isBeginOf(ObjectNode response) {
    return shown.isBeginOf(AnswerText.of(response.path("output")));
  }

  /** Tells what is missing of the answer, and the end of each item. */
  void end(ObjectNode response) {
    JsonNode output = response.path("output");
    AnswerText answer = AnswerText.of(output);
    String status = response.path("status").asText();
    // what is open goes on first: no other item comes between
    if (reasoning != null) {
      addSummary(answer);
    } else if (message != null) {
      addTexts(answer);
    }
    int number = 0;
    for (JsonNode item : output) {
      switch (item.path("type").asText()) {
        case "reasoning" -> endReasoning(item, answer, status);
        case "message" -> endMessage(item, answer, status);
        default -> endCall(item, number++, status);
      }
    }
    close(status);
    items.forEach(item -> item.done(status));
  }

  /** All items, once they are at their end. */
  ArrayNode json() {
    ArrayNode output = Json.MAPPER.createArrayNode();
    items.forEach(item -> output.add(item.json()));
    return output;
  }

  private void endReasoning(JsonNode item, AnswerText answer, String status) {
    if (firstReasoning != null && !item.path("summary").isEmpty()) {
      firstReasoning.encrypt(item.get("encrypted_content"));
      addSummary(answer);
      return;
    }
    close(status);
    StreamedReasoning whole =
        new StreamedReasoning(
            out, ids.next(item.path("id").asText()), item.get("encrypted_content"));
    item.path("summary").forEach(part -> whole.add(part.path("text").asText()));
    items.add(whole);
    whole.done(status);
  }

  private void endMessage(JsonNode item, AnswerText answer, String status) {
    if (hasMessage) {
      addTexts(answer);
      return;
    }
    for (JsonNode part : item.path("content")) {
      if (part.has("refusal")) {
        message().add(StreamedPart.Kind.REFUSAL, part.path("refusal").asText());
      } else {
        message().add(StreamedPart.Kind.TEXT, part.path("text").asText());
      }
    }
    close(status);
  }

  private void endCall(JsonNode item, int number, String status) {
    String arguments = CallItems.arguments(item);
    if (shown.hasCall(number)) {
      add(new AnswerDelta.ToolArguments(number, shown.restOfArguments(number, arguments)));
      return;
    }
    close(status);
    StreamedCall whole =
        call(
            item.path("id").asText(),
            new AnswerDelta.ToolCallBegun(
                number,
                item.path("call_id").asText(),
                item.path("name").asText(),
                CallItems.isCustom(item)));
    whole.add(arguments);
    whole.done(status);
  }

  private void addSummary(AnswerText answer) {
    add(new AnswerDelta.Reasoning(answer.reasoning().substring(shown.reasoning.length())));
  }

  private void addTexts(AnswerText answer) {
    add(new AnswerDelta.Text(answer.text().substring(shown.text.length())));
    add(new AnswerDelta.Refusal(answer.refusal().substring(shown.refusal.length())));
  }

  private StreamedReasoning reasoning() {
    if (reasoning == null) {
      close(COMPLETED);
      reasoning = new StreamedReasoning(out, ids.next("rs_" + name), null);
      items.add(reasoning);
      firstReasoning = firstReasoning == null ? reasoning : firstReasoning;
    }
    return reasoning;
  }

  private StreamedMessage message() {
    if (message == null) {
      close(COMPLETED);
      message = new StreamedMessage(out, ids.next("msg_" + name));
      items.add(message);
      hasMessage = true;
    }
    return message;
  }

  private StreamedCall call(String id, AnswerDelta.ToolCallBegun begun) {
    close(COMPLETED);
    StreamedCall call = new StreamedCall(out, ids.next(id), begun);
    items.add(call);
    return call;
  }

  /** No text follows now. */
  private void close(String status) {
    if (reasoning != null) {
      reasoning.closeText();
      reasoning = null;
    }
    if (message != null) {
      message.done(status);
      message = null;
    }
  }
}
