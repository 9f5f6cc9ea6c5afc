package dev.sluice.wire;

import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Settlement;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.Need;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Converts limit states to records. */
public final class LimitRecords {
  private LimitRecords() {}

  public static List<LimitState> toRecords(List<LimitStatus> limits) {
    return limits.stream().map(LimitRecords::toRecord).toList();
  }

  /** What was used beyond its reservation. */
  public static List<dev.sluice.v1.Overrun> overruns(Settlement settlement) {
    return settlement.overruns().stream()
        .map(
            overrun ->
                new dev.sluice.v1.Overrun(
                    overrun.scope().label(),
                    LimitMetric.valueOf(overrun.metric().name()),
                    LimitWindow.valueOf(overrun.window().name()),
                    overrun.amount()))
        .toList();
  }

  /** What was estimated; of the others each request needs 1. */
  public static List<Need> needs(Map<Metric, Long> amounts) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric != Metric.REQUESTS && metric != Metric.CONCURRENT)
        .filter(amounts::containsKey)
        .map(
            metric ->
                new Need(LimitMetric.valueOf(metric.name()), amounts.getOrDefault(metric, 0L)))
        .toList();
  }

  private static LimitState toRecord(LimitStatus status) {
    LimitState.Builder state =
        LimitState.newBuilder()
            .setLimit(PolicyRecords.toRecord(status.limit()))
            .setScope(status.scope().label())
            .setUsed(status.used())
            .setReserved(status.reserved())
            .setRequested(status.requested())
            .setRemaining(status.remaining());
    status.resetsAtMs().ifPresent(at -> state.setResetsAt(Instant.ofEpochMilli(at)));
    status.waitMs().ifPresent(state::setWaitMs);
    return state.build();
  }
}
