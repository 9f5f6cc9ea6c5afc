package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Target;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;
import dev.sluice.provider.stream.StreamFraming;

/** Streams of Converse, which need a right of their own. Pure; any thread. */
final class ConverseStream implements StreamApi {
  @Override
  public String path(Target target) {
    return ConversePaths.of(target, "converse-stream");
  }

  /** The path says it. */
  @Override
  public void ask(ObjectNode body) {}

  @Override
  public StreamFraming framing() {
    return StreamFraming.AWS_EVENT_STREAM;
  }

  @Override
  public ReplyAssembler assembler() {
    return new ConverseAssembler();
  }
}
