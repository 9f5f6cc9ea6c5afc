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
                before.processes.getOrDefault(name, new Usage.OfProcess(Duration.ZERO, 0));
            Duration cpu = now.cpu().minus(then.cpu());
            used.put(
                name,
                new Usage.OfProcess(
                    cpu.isNegative() ? now.cpu() : cpu,
                    Math.max(now.residentMib(), then.residentMib())));
          });
      return new Usage(
          used, Duration.ofNanos(atNanos - before.atNanos), machineCpu.minus(before.machineCpu));
    }
  }

  public Reading read() {
    Map<String, Usage.OfProcess> processes = new LinkedHashMap<>();
    pids.get()
        .forEach(
            (name, pid) ->
                processes.put(
                    name, new Usage.OfProcess(ProcFiles.cpu(pid), ProcFiles.residentMib(pid))));
    return new Reading(System.nanoTime(), processes, ProcFiles.machineCpu());
  }
}
