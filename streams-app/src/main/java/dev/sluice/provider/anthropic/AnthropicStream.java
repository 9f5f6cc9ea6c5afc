package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Target;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;

/** Streams of the Messages API. Pure; any thread. */
final class AnthropicStream implements StreamApi {
  /** The same for whole messages. */
  static final String PATH = "/messages";

  @Override
  public String path(Target target) {
    return PATH;
  }

  @Override
  public void ask(ObjectNode body) {
    body.put("stream", true);
  }

  @Override
  public ReplyAssembler assembler() {
    return new AnthropicAssembler();
  }
}
