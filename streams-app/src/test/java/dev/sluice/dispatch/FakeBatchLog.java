package dev.sluice.dispatch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what is written of batches; a test says when a sign of life is durable. */
final class FakeBatchLog implements BatchLog {
  final List<Consumer<@Nullable Instant>> signs = new ArrayList<>();
  final List<String> created = new ArrayList<>();
  final List<String> ended = new ArrayList<>();
  final List<Runnable> unwritten = new ArrayList<>();

  @Override
  public void sign(
      String ownerId, int partition, String batchId, Consumer<@Nullable Instant> onDone) {
    signs.add(onDone);
  }

  @Override
  public void created(
      String ownerId, int partition, String batchId, String providerId, Runnable onWritten) {
    created.add(batchId + " is " + providerId);
    unwritten.add(onWritten);
  }

  @Override
  public void ended(String ownerId, int partition, String batchId) {
    ended.add(batchId);
  }
}
