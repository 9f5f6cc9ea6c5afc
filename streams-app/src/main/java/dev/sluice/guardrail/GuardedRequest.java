package dev.sluice.guardrail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as a guardrail sees it.
 *
 * @param keyId the tenant's key that is charged
 * @param user the end user, if the client names one
 * @param model the requested route
 * @param messages the number of its messages
 * @param texts in the order of the request: texts and refusals of messages, the texts and whole
 *     numbers in the arguments of their tool calls, and those in the extra body. Excludes names of
 *     JSON fields, images, audio, files and metadata.
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
