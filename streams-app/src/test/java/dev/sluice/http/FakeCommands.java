package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CommandKind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Commands that are published, and what they do. */
final class FakeCommands implements Commands {
  record Published(String tenant, String id, CommandKind kind) {}

  final List<Published> published = new CopyOnWriteArrayList<>();
  volatile boolean broken;
  volatile Runnable effect = () -> {};

  @Override
  public CompletionStage<?> publish(String tenant, PollingId id, CommandKind kind) {
    if (broken) {
      return CompletableFuture.failedFuture(new IllegalStateException("a secret of the inside"));
    }
    published.add(new Published(tenant, id.text(), kind));
    effect.run();
    return CompletableFuture.completedFuture(null);
  }
}
