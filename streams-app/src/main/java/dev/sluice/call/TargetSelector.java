package dev.sluice.call;

import dev.sluice.failure.FailureType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Selects where in its plan a call goes on. Pure; positions are indices of the plan. */
final class TargetSelector {
  private TargetSelector() {}

  /** The untried targets after a failure at the current one, in order. */
  static List<Integer> after(Call call, FailureType failure) {
    FallbackList list = call.currentTarget().list().after(failure);
    return list == null ? List.of() : untried(call, list);
  }

  static List<Integer> untried(Call call, FallbackList list) {
    Progress progress = call.progress();
    List<Integer> untried = new ArrayList<>();
    for (int i = 0; i < progress.plan().size(); i++) {
      PlannedTarget step = progress.plan().get(i);
      if (step.list() == list && !progress.hasTried(step.target())) {
        untried.add(i);
      }
    }
    return untried;
  }

  static boolean isAnyFit(Call call, List<Integer> steps, TargetHealth health, Instant now) {
    return steps.stream().anyMatch(step -> !fitFrom(call, step, health, now).isAfter(now));
  }

  /** The first healthy target, else the first of those that are healthy the earliest. */
  static int fittest(Call call, List<Integer> steps, TargetHealth health, Instant now) {
    int best = steps.get(0);
    Instant earliest = fitFrom(call, best, health, now);
    for (int step : steps) {
      Instant fitFrom = fitFrom(call, step, health, now);
      if (earliest.isAfter(now) && fitFrom.isBefore(earliest)) {
        best = step;
        earliest = fitFrom;
      }
    }
    return best;
  }

  private static Instant fitFrom(Call call, int step, TargetHealth health, Instant now) {
    return health.fitFrom(call.progress().plan().get(step).target(), call.tenant(), now);
  }
}
