package dev.sluice.provider.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.AnswerDelta;
import java.util.List;

/**
 * Puts together, from the events of one stream, the reply that the same request would have got
 * without a stream. Takes whatever comes: events that it does not know add nothing, and none makes
 * it throw. Confined to one exchange; not thread-safe.
 */
public interface ReplyAssembler {

  /**
   * @return what the event adds to the answer; empty for most kinds of events
   */
  List<AnswerDelta> add(StreamEvent event);

  /** Whether the vendor has said that the stream is whole, or that it has failed. */
  boolean isComplete();

  /**
   * The reply as far as it has come; after an event that tells of an error, that error in the form
   * in which {@link dev.sluice.provider.http.ProviderApi#error} reads it, with the usage that was
   * told before it. Each call makes it anew.
   */
  JsonNode reply();
}
