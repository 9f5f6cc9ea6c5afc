package dev.sluice.call;

import java.util.List;

/** Where no target takes batches. */
public final class NoBatches implements BatchDispatcher {
  @Override
  public void sendAfterCommit(Sending sending) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSending(String batchId) {
    return false;
  }

  @Override
  public void follow(ProviderBatch batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void settle(ProviderBatch batch, List<Attempt> attempts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void cancel(ProviderBatch batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void leave(int partition) {}
}
