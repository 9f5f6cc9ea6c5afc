package dev.sluice.provider.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Target;
import dev.sluice.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream as no vendor has it, put together to OpenAI's chat completions: each event is an object
 * with one of {@code text}, {@code thought}, {@code tool}, {@code usage} (tokens of output), {@code
 * error}, {@code done} and {@code bug}, which makes the assembler throw.
 */
public final class ToyStream implements StreamApi {
  private final Runnable onEvent;

  public ToyStream() {
    this(() -> {});
  }

  /**
   * @param onEvent called after each event has been put together
   */
  public ToyStream(Runnable onEvent) {
    this.onEvent = onEvent;
  }

  @Override
  public String path(Target target) {
    return "/stream";
  }

  @Override
  public void ask(ObjectNode body) {
    body.put("stream", true);
  }

  @Override
  public ReplyAssembler assembler() {
    return new Toy(onEvent);
  }

  private static final class Toy implements ReplyAssembler {
    private final Runnable onEvent;
    private final StringBuilder text = new StringBuilder();
    private @Nullable JsonNode error;
    private int tools;
    private int outputTokens;
    private boolean done;

    Toy(Runnable onEvent) {
      this.onEvent = onEvent;
    }

    @Override
    public List<AnswerDelta> add(StreamEvent event) {
      JsonNode json = Json.parse(event.data());
      List<AnswerDelta> deltas = json == null ? List.of() : read(json);
      onEvent.run();
      return deltas;
    }

    private List<AnswerDelta> read(JsonNode json) {
      if (json.has("bug")) {
        throw new IllegalStateException("a bug");
      }
      if (json.has("text")) {
        text.append(json.path("text").asText());
        return List.of(new AnswerDelta.Text(json.path("text").asText()));
      }
      if (json.has("thought")) {
        return List.of(new AnswerDelta.Reasoning(json.path("thought").asText()));
      }
      if (json.has("tool")) {
        return List.of(
            new AnswerDelta.ToolCallBegun(
                tools++, "call-" + tools, json.path("tool").asText(), false));
      }
      outputTokens = json.path("usage").asInt(outputTokens);
      error = json.has("error") ? json.path("error") : error;
      done |= json.has("done") || error != null;
      return List.of();
    }

    @Override
    public boolean isComplete() {
      return done;
    }

    @Override
    public JsonNode reply() {
      ObjectNode reply = Json.object();
      if (error != null) {
        reply.set("error", error);
      } else {
        ObjectNode choice = reply.putArray("choices").addObject();
        choice.put("finish_reason", "stop");
        choice.putObject("message").put("content", text.toString());
      }
      if (outputTokens > 0) {
        reply.putObject("usage").put("prompt_tokens", 7).put("completion_tokens", outputTokens);
      }
      return reply;
    }
  }
}
