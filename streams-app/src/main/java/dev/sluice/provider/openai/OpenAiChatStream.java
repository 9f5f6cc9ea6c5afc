package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Target;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;
import java.util.function.Function;

/** How chat completions are streamed, wherever they are. Immutable; any thread. */
final class OpenAiChatStream implements StreamApi {
  private final Function<Target, String> path;
  private final boolean takesOptions;

  /**
   * @param takesOptions whether the API knows {@code stream_options}; a model's profile may drop
   *     them besides
   */
  OpenAiChatStream(Function<Target, String> path, boolean takesOptions) {
    this.path = path;
    this.takesOptions = takesOptions;
  }

  @Override
  public String path(Target target) {
    return path.apply(target);
  }

  @Override
  public void ask(ObjectNode body) {
    body.put("stream", true);
    body.remove("stream_options");
    // Azure refuses them beside data sources of its own: openai/openai-python#2296
    if (takesOptions && !body.has("data_sources")) {
      body.putObject("stream_options").put("include_usage", true);
    }
  }

  @Override
  public ReplyAssembler assembler() {
    return new OpenAiChatAssembler();
  }
}
