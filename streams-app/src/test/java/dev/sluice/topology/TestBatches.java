package dev.sluice.topology;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.ProviderBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps what it is told to do with provider batches. */
final class TestBatches implements BatchDispatcher {
  final List<Sending> sent = new ArrayList<>();
  final List<ProviderBatch> followed = new ArrayList<>();
  final List<List<Attempt>> settled = new ArrayList<>();
  final List<ProviderBatch> cancelled = new ArrayList<>();
  final Set<String> sending = new HashSet<>();

  @Override
  public void sendAfterCommit(Sending batch) {
    sent.add(batch);
    sending.add(batch.batch().batchId());
  }

  @Override
  public boolean isSending(String batchId) {
    return sending.contains(batchId);
  }

  @Override
  public void follow(ProviderBatch batch) {
    followed.add(batch);
  }

  @Override
  public void settle(ProviderBatch batch, List<Attempt> attempts) {
    settled.add(attempts);
  }

  @Override
  public void cancel(ProviderBatch batch) {
    cancelled.add(batch);
  }

  @Override
  public void leave(int partition) {}
}
