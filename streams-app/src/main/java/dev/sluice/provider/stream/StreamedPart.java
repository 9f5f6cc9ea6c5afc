package dev.sluice.provider.stream;

import dev.sluice.call.StreamTiming;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a streamed reply: all of it, or less.
 *
 * @param reply the JSON that was put together; empty if that went wrong
 * @param text of the answer, refusals included; without reasoning and tool calls
 * @param timing null if nothing of the answer has come
 */
public record StreamedPart(String reply, String text, @Nullable StreamTiming timing) {

  public StreamedPart with(UnaryOperator<String> change) {
    return new StreamedPart(change.apply(reply), change.apply(text), timing);
  }
}
