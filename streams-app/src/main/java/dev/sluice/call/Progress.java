package dev.sluice.call;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a call has come along its plan. Immutable.
 *
 * @param plan the targets to try, in order, list by list; not empty
 * @param position the index in {@code plan} of the current or next target
 * @param tries how many attempts were started there; while 0, another target may be chosen
 * @param retried the failures after which that target was or is retried
 * @param started how many attempts were started in all
 * @param ended the attempts that failed, in order
 */
public record Progress(
    List<PlannedTarget> plan,
    int position,
    int tries,
    List<Retryable> retried,
    int started,
    List<EndedAttempt> ended) {

  public Progress {
    plan = List.copyOf(plan);
    retried = List.copyOf(retried);
    ended = List.copyOf(ended);
  }

  /** Before the first attempt. */
  public static Progress of(List<PlannedTarget> plan) {
    return new Progress(plan, 0, 0, List.of(), 0, List.of());
  }

  PlannedTarget currentTarget() {
    return plan.get(position);
  }

  /** Whether an attempt at the target was made or is under way. */
  boolean hasTried(String target) {
    return (tries > 0 && currentTarget().target().equals(target))
        || ended.stream().anyMatch(attempt -> attempt.target().equals(target));
  }

  boolean hasEnded(String attemptId) {
    return ended.stream().anyMatch(attempt -> attempt.attemptId().equals(attemptId));
  }

  Progress along(List<PlannedTarget> plan) {
    return new Progress(plan, position, tries, retried, started, ended);
  }

  /** Goes on to another target of the plan. */
  Progress at(int position) {
    return new Progress(plan, position, 0, List.of(), started, ended);
  }

  Progress attemptStarted() {
    return new Progress(plan, position, tries + 1, retried, started + 1, ended);
  }

  Progress attemptEnded(AttemptReport report) {
    return new Progress(
        plan, position, tries, retried, started, plus(ended, EndedAttempt.of(report)));
  }

  Progress retryingAfter(Retryable failure) {
    return new Progress(plan, position, tries, plus(retried, failure), started, ended);
  }

  private static <T> List<T> plus(List<T> list, T last) {
    List<T> all = new ArrayList<>(list);
    all.add(last);
    return all;
  }
}
