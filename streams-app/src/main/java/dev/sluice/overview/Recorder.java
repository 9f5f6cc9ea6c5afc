package dev.sluice.overview;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what happened of late: verdicts, ends of calls, attempts and failures. What it holds is
 * bounded by the configuration's targets, the failures' types and time. Any thread.
 */
public final class Recorder {
  public static final long STEP_MS = 5_000;
  public static final int STEPS = 180;
  private static final long MINUTE_MS = 60_000;
  private static final int TARGETS_MINUTES = 15;
  private static final int FAILURES_MINUTES = 60;
  private static final int MOST_TYPES = 50;
  private static final String FAILED = "failed";

  // Guarded by this
  private final Tally calls = new Tally(STEP_MS, STEPS);
  private final Map<String, Tally> targets = new HashMap<>();
  private final Map<String, Failures> failures = new LinkedHashMap<>();

  /** A failure, as it is shown. */
  public record Failed(
      String type,
      @Nullable String tenant,
      @Nullable String route,
      @Nullable String target,
      @Nullable String pollingId) {}

  private record Failures(Tally tally, Failed newest, long at) {}

  /**
   * @param verdict admitted, waiting, rejected or repeated
   */
  public synchronized void decided(String verdict, long nowMs) {
    calls.count(verdict, nowMs);
  }

  /**
   * @param outcome completed, failed or cancelled
   * @param tookMs from arrival to end; null if that is not known
   */
  public synchronized void ended(String outcome, @Nullable Long tookMs, long nowMs) {
    calls.count(outcome, nowMs);
    if (tookMs != null) {
      calls.took(Math.max(0, tookMs), nowMs);
    }
  }

  public synchronized void failed(Failed failure, long nowMs) {
    Failures before = failures.remove(failure.type());
    Tally tally = before == null ? new Tally(MINUTE_MS, FAILURES_MINUTES) : before.tally();
    tally.count(FAILED, nowMs);
    failures.put(failure.type(), new Failures(tally, failure, nowMs));
    if (failures.size() > MOST_TYPES) {
      failures.remove(failures.keySet().iterator().next());
    }
  }

  /**
   * @param cause as fallback
   */
  public synchronized void started(String target, String cause, long nowMs) {
    ofTarget(target).count(cause, nowMs);
  }

  /**
   * @param outcome answered, failed or abandoned
   * @param tookMs null if it never began
   */
  public synchronized void attempted(
      String target, String outcome, @Nullable Long tookMs, long nowMs) {
    ofTarget(target).count(outcome, nowMs);
    if (tookMs != null) {
      ofTarget(target).took(Math.max(0, tookMs), nowMs);
    }
  }

  private Tally ofTarget(String target) {
    return targets.computeIfAbsent(target, unused -> new Tally(MINUTE_MS, TARGETS_MINUTES));
  }

  public synchronized List<Slot> calls(long nowMs) {
    return List.copyOf(calls.slots(nowMs).values());
  }

  /** Of the last quarter of an hour. */
  public synchronized Slot target(String name, long nowMs) {
    Tally tally = targets.get(name);
    return tally == null ? Slot.EMPTY : tally.sum(nowMs);
  }

  /** Of the last hour, the newest first. */
  public synchronized List<FailureGroup> failures(long nowMs) {
    List<FailureGroup> groups = new ArrayList<>();
    failures.forEach(
        (type, each) -> {
          long count = each.tally().sum(nowMs).count(FAILED);
          Failed newest = each.newest();
          if (count > 0) {
            groups.add(
                new FailureGroup(
                    type,
                    count,
                    each.at(),
                    newest.tenant(),
                    newest.route(),
                    newest.target(),
                    newest.pollingId()));
          }
        });
    Collections.reverse(groups);
    return groups;
  }
}
