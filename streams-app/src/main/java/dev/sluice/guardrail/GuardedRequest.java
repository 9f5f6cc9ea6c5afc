package dev.sluice.guardrail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as a guardrail sees it.
 *
 * @param keyId the tenant's key that spends
 * @param user the end user, where the client names one
 * @param model the route that is asked for
 * @param messages how many messages it has
 * @param texts in the order of the request: texts and refusals of messages, the texts and whole
 *     numbers in the arguments of their tool calls, and those in the extra body. Names of JSON
 *     fields, images, audio, files and metadata are not among them.
 */
public record GuardedRequest(
    String tenant,
    String keyId,
    @Nullable String user,
    String model,
    int messages,
    List<GuardedText> texts) {
  public GuardedRequest {
    texts = List.copyOf(texts);
  }
}
