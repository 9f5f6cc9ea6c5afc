package dev.sluice.delta;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where partitions end, with one question at a time for each: those who ask meanwhile share the
 * next one. Any thread.
 */
final class TopicEnds {
  private final TopicOffsets offsets;

  /** The partitions that somebody has asked the broker about. Guarded by this. */
  private final Set<Integer> asked = new HashSet<>();

  /** The answers to the next questions about them. Guarded by this. */
  private final Map<Integer, CompletableFuture<Long>> next = new HashMap<>();

  TopicEnds(TopicOffsets offsets) {
    this.offsets = offsets;
  }

  /** The end at some time after this call; completes on any thread. */
  CompletionStage<Long> ask(int partition) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    synchronized (this) {
      if (!asked.add(partition)) {
        return next.computeIfAbsent(partition, same -> answer);
      }
    }
    send(partition, answer);
    return answer;
  }

  private void send(int partition, CompletableFuture<Long> answer) {
    var unused =
        offsets
            .end(partition)
            .whenComplete(
                (end, failed) -> {
                  CompletableFuture<Long> following = following(partition);
                  if (following != null) {
                    send(partition, following);
                  }
                  if (failed == null) {
                    answer.complete(end);
                  } else {
                    answer.completeExceptionally(failed);
                  }
                });
  }

  private synchronized @Nullable CompletableFuture<Long> following(int partition) {
    CompletableFuture<Long> following = next.remove(partition);
    if (following == null) {
      asked.remove(partition);
    }
    return following;
  }
}
