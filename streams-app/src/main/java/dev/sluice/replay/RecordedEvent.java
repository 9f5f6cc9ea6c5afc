package dev.sluice.replay;

import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.UsageAmounts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was recorded of a partition's decisions, as far as the limits depend on it. */
public sealed interface RecordedEvent {
  Place place();

  /** The verdict on a request. */
  sealed interface Decided extends RecordedEvent {
    Verdict verdict();

    /** What it was estimated to need, as far as its limits don't tell. */
    Map<Metric, Long> needs();

    /** The same on the route that {@code on_budget} names; empty if there was none for it. */
    Map<Metric, Long> onBudget();
  }

  /**
   * @param stage of its call
   * @param attempt the number of its first attempt; 0 if there is none yet
   */
  record Accepted(
      Place place,
      String pollingId,
      long deadlineMs,
      Stage stage,
      int attempt,
      Verdict verdict,
      Map<Metric, Long> needs,
      Map<Metric, Long> onBudget)
      implements Decided {}

  record Rejected(Place place, Verdict verdict, Map<Metric, Long> needs, Map<Metric, Long> onBudget)
      implements Decided {}

  /**
   * @param attempt the number of the attempt that is out; 0 if none is
   */
  record Moved(Place place, String pollingId, Stage stage, int attempt) implements RecordedEvent {}

  /**
   * @param used by the attempts that have ended
   * @param attempts how many those are
   * @param ending how it ended for its client
   */
  record Ended(
      Place place, String tenant, String pollingId, UsageAmounts used, int attempts, Ending ending)
      implements RecordedEvent {}

  /** How a call ended for its client. */
  enum Ending {
    /** With its attempts. */
    OVER,

    /** The client did not want it any more, and no attempt was out. */
    CANCELLED,

    /** Before an attempt that is still billed. */
    UNSETTLED
  }

  /**
   * An attempt came back after its call had ended.
   *
   * @param used null if unknown
   */
  record Late(
      Place place, String tenant, String pollingId, int attempt, @Nullable UsageAmounts used)
      implements RecordedEvent {}

  /** An attempt will not come back after its call had ended. */
  record Released(Place place, String pollingId) implements RecordedEvent {}

  /**
   * @param policy null where it was withdrawn
   */
  record PolicyTaken(Place place, String tenant, @Nullable Policy policy)
      implements RecordedEvent {}

  record ClockPutBack(Place place, long toMs) implements RecordedEvent {}
}
