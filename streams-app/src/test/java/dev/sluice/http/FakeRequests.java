package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CompletionRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests as the requests topic has them. */
final class FakeRequests implements PublishedRequests {
  final Map<String, CompletionRequest> requests = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();
  volatile boolean broken;

  @Override
  public CompletionStage<Optional<CompletionRequest>> read(String tenant, PollingId id) {
    reads.incrementAndGet();
    return broken
        ? CompletableFuture.failedFuture(new IllegalStateException("a secret of the inside"))
        : CompletableFuture.supplyAsync(() -> Optional.ofNullable(requests.get(id.text())));
  }
}
