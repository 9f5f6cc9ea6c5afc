package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CompletionRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads requests as published. Any thread. */
public interface PublishedRequests {

  /**
   * @return on any thread; empty if the topic no longer keeps the request, fails if nobody can tell
   *     now
   */
  CompletionStage<Optional<CompletionRequest>> read(String tenant, PollingId id);
}
