package dev.sluice.replay;

import dev.sluice.admission.Metric;
import dev.sluice.admission.OnBudget;
import dev.sluice.admission.Reservation;
import dev.sluice.admission.UsageAmounts;
import dev.sluice.admission.WaitingRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that is open, as it was recorded or as it is replayed. Not thread-safe. */
final class ReplayedCall {
  final WaitingRequest request;
  final Ask ask;

  /** What it needs of the metrics that are known. */
  final Map<Metric, Long> needs;

  /** What it becomes where its tenant's spend is used up; null if that is not recorded. */
  final @Nullable OnBudget onBudget;

  Stage recorded;
  int started;
  long admittedMs;

  /** What it has reserved; null while it waits. */
  @Nullable Reservation reservation;

  /** What its attempts used before it was cancelled. */
  UsageAmounts usedBefore = UsageAmounts.NOTHING;

  /** How it ended as recorded, while it still waits here; null if it has not. */
  @Nullable UsageAmounts endedWith;

  long tookMs;

  ReplayedCall(
      WaitingRequest request,
      Ask ask,
      Map<Metric, Long> needs,
      @Nullable OnBudget onBudget,
      Stage recorded) {
    this.request = request;
    this.ask = ask;
    this.needs = new HashMap<>(needs);
    this.onBudget = onBudget;
    this.recorded = recorded;
  }

  String id() {
    return request.id();
  }

  String tenant() {
    return request.scope().tenant();
  }

  boolean isWaiting() {
    return reservation == null;
  }

  /** Whether it takes a place in the queue of calls that were admitted. */
  boolean isQueued() {
    return reservation != null && recorded == Stage.QUEUED;
  }
}
