package dev.sluice.batch.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a batch.
 *
 * @param progress of the process that works on it; null before any does
 * @param cancel null if nobody has cancelled it
 */
public record KnownBatch(
    StoredBatch asked, @Nullable BatchProgress progress, @Nullable StoredCancel cancel) {

  public BatchState state() {
    BatchState reached = progress == null ? BatchState.VALIDATING : progress.state();
    return reached.isFinal() || cancel == null ? reached : BatchState.CANCELLING;
  }

  public boolean isOver() {
    return state().isFinal();
  }

  public BatchCounts counts() {
    return progress == null ? BatchCounts.NONE : progress.counts();
  }

  /** What the next process that works on it writes first. */
  public BatchProgress claimed(String owner) {
    return Optional.ofNullable(progress)
        .map(before -> before.claimed(new Claim(before.claim().epoch() + 1, owner)))
        .orElseGet(() -> BatchProgress.begin(asked, new Claim(1, owner)));
  }
}
