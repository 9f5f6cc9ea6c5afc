package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.v1.Answer;
import dev.sluice.v1.FinishReason;
import dev.sluice.v1.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what was written so far in a response that is in progress. Pure; any thread. */
public final class PartialOutput {
  private static final String IN_PROGRESS = "in_progress";

  private PartialOutput() {}

  /**
   * Changes the response, and returns it; one of any other status stays as it is.
   *
   * @param soFar from the begin of the answer
   */
  public static ObjectNode addTo(ObjectNode response, List<AnswerDelta> soFar) {
    if (!soFar.isEmpty() && response.path("status").asText().equals(IN_PROGRESS)) {
      response.set("output", OutputJson.of(response.path("id").asText(), of(soFar), IN_PROGRESS));
    }
    return response;
  }

  private static Answer of(List<AnswerDelta> soFar) {
    ToldAnswer shown = new ToldAnswer();
    soFar.forEach(shown::add);
    List<ToolCall> calls =
        shown.calls().stream()
            .map(
                call ->
                    new ToolCall(
                        call.begun().id(),
                        call.begun().name(),
                        call.arguments().toString(),
                        call.begun().custom()))
            .toList();
    return Answer.newBuilder()
        .setReasoning(text(shown.reasoning))
        .setText(text(shown.text))
        .setRefusal(text(shown.refusal))
        .setToolCalls(calls)
        .setFinishReason(FinishReason.UNKNOWN)
        .build();
  }

  private static @Nullable String text(StringBuilder text) {
    return text.isEmpty() ? null : text.toString();
  }
}
