package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CompletionRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads requests as they were published. Any thread. */
public interface PublishedRequests {

  /**
   * @return on any thread; empty when the topic does not keep the request any more, failed when
   *     nobody can say so now
   */
  CompletionStage<Optional<CompletionRequest>> read(String tenant, PollingId id);
}
