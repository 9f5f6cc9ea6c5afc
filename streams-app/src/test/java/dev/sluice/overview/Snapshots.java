package dev.sluice.overview;

import java.util.List;
import java.util.Map;

/** Snapshots of processes. */
public final class Snapshots {
  private Snapshots() {}

  /** Of a process with something of everything; it has three calls in flight. */
  public static Snapshot of(String instance, long at) {
    return new Snapshot(
        instance,
        at,
        at - 60_000,
        List.of(new Slot(at - at % 5_000, Map.of("admitted", 4L), new Histogram(Map.of(40, 4L)))),
        new Snapshot.Load(3, 2, 1, 4, 6),
        List.of(
            new TargetState(
                "main",
                "openai",
                "gpt-5",
                0,
                0,
                new Slot(at, Map.of("answered", 9L, "failed", 1L), Histogram.EMPTY),
                Map.of("requests", new TargetState.Quota(100L, 40L, at + 1_000)))),
        List.of(new FailureGroup("provider/timeout", 1, at, "acme", "chat", "main", "resp_1")),
        List.of(new LimitBar("acme", "tenant", "spend", "day", 2_000_000, 500_000, 0, at + 9_000)),
        false,
        new Spend(
            "2026-11-29",
            "2026-11",
            Map.of("acme", new Spend.Amount(500_000, 1_500_000, 900, 0)),
            Map.of("chat", new Spend.Amount(500_000, 1_500_000, 900, 0)),
            Map.of("openai/gpt-5", new Spend.Amount(500_000, 1_500_000, 900, 0))),
        List.of(new CallLine("resp_1", at, "acme", "chat", "completed", "main", 1, 90L, null)));
  }
}
