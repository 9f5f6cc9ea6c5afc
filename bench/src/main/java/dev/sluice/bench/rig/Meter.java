package dev.sluice.bench.rig;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Reads what processes have used so far. Any thread. */
public final class Meter {
  private final Supplier<Map<String, Long>> pids;

  /**
   * @param pids of the processes of now, by name
   */
  Meter(Supplier<Map<String, Long>> pids) {
    this.pids = pids;
  }

  /** What processes had used at one time. */
  public record Reading(long atNanos, Map<String, Usage.OfProcess> processes, Duration machineCpu) {

    /** A process that was not there before has used all it has since. */
    public Usage since(Reading before) {
      Map<String, Usage.OfProcess> used = new LinkedHashMap<>();
      processes.forEach(
          (name, now) -> {
            Usage.OfProcess then =
                before.processes.getOrDefault(
                    name, new Usage.OfProcess(Duration.ZERO, Duration.ZERO, 0));
            used.put(
                name,
                new Usage.OfProcess(
                    used(then.cpu(), now.cpu()),
                    used(then.compiling(), now.compiling()),
                    Math.max(now.residentMib(), then.residentMib())));
          });
      return new Usage(
          used, Duration.ofNanos(atNanos - before.atNanos), machineCpu.minus(before.machineCpu));
    }
  }

  /** What was started anew has used all since then. */
  private static Duration used(Duration then, Duration now) {
    return now.compareTo(then) < 0 ? now : now.minus(then);
  }

  public Reading read() {
    Map<String, Usage.OfProcess> processes = new LinkedHashMap<>();
    pids.get()
        .forEach(
            (name, pid) ->
                processes.put(
                    name,
                    new Usage.OfProcess(
                        ProcFiles.cpu(pid), ProcFiles.compiling(pid), ProcFiles.residentMib(pid))));
    return new Reading(System.nanoTime(), processes, ProcFiles.machineCpu());
  }
}
