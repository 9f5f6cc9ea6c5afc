package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import java.util.concurrent.CompletionStage;

/** Finds out what became of calls, for operators. Any thread; fails if nobody can tell now. */
public interface CallStories {

  /** All that is known of one call, in the order in which it happened. */
  CompletionStage<ObjectNode> story(PollingId id);

  /**
   * The latest calls of a request ID or of a tenant.
   *
   * @param text either of them
   */
  CompletionStage<ObjectNode> search(String text);
}
