package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Target;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;
import java.util.List;

/**
 * Streams of Gemini's API. Pure; any thread.
 *
 * @param parent as in {@link Gemini}
 * @param models as in {@link Gemini}
 */
record GeminiStream(String parent, String models) implements StreamApi {
  private static final List<String> ARGUMENTS_IN_PIECES =
      List.of("streamFunctionCallArguments", "stream_function_call_arguments");

  @Override
  public String path(Target target) {
    return parent + GeminiPaths.streamGenerateContent(models, target.model());
  }

  /** Its arguments in pieces are paths and values (Vertex AI only), which nobody here reads. */
  @Override
  public void ask(ObjectNode body) {
    if (body.path("toolConfig").path("functionCallingConfig") instanceof ObjectNode calling) {
      calling.remove(ARGUMENTS_IN_PIECES);
    }
  }

  @Override
  public ReplyAssembler assembler() {
    return new GeminiAssembler();
  }
}
