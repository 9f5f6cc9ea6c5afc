package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Target;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;
import java.util.function.Function;

/** How the Responses API is streamed. Immutable; any thread. */
final class OpenAiResponsesStream implements StreamApi {
  private final Function<Target, String> path;

  OpenAiResponsesStream(Function<Target, String> path) {
    this.path = path;
  }

  @Override
  public String path(Target target) {
    return path.apply(target);
  }

  /**
   * Leaves out the option that would spare the random padding of the deltas: it hides from whoever
   * sees the encrypted bytes how long the words are, and other servers don't know it.
   */
  @Override
  public void ask(ObjectNode body) {
    body.put("stream", true);
    body.remove("stream_options");
  }

  @Override
  public ReplyAssembler assembler() {
    return new OpenAiResponsesAssembler();
  }
}
