package dev.sluice.bench.rig;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What processes took between two readings.
 *
 * @param processes by name, in the order in which they were started
 * @param span between the readings
 * @param machineCpu of all processes of the machine, ours included; zero where it can't be told
 */
public record Usage(Map<String, OfProcess> processes, Duration span, Duration machineCpu) {

  /**
   * @param cpu on all cores
   * @param compiling the part of it that its compiler's threads took; zero where it can't be told
   * @param residentMib its memory, the larger of both readings; no number where it can't be told
   */
  public record OfProcess(Duration cpu, Duration compiling, double residentMib) {}

  public Usage {
    processes = Collections.unmodifiableMap(new LinkedHashMap<>(processes));
  }

  /** Cores that were busy with anything else; no number where it can't be told. */
  public double othersCores() {
    Duration ours =
        processes.values().stream().map(OfProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    return machineCpu.isZero() ? Double.NaN : Math.max(0, cores(machineCpu.minus(ours)));
  }

  public double cores(String process) {
    return cores(cpu(process));
  }

  /** No number of a process that was not there. */
  public double residentMib(String process) {
    OfProcess known = processes.get(process);
    return known == null ? Double.NaN : known.residentMib();
  }

  /** None of a process that was not there. */
  public Duration cpu(String process) {
    OfProcess known = processes.get(process);
    return known == null ? Duration.ZERO : known.cpu();
  }

  /** The share of the process's CPU that went into compiling; none of one that was not there. */
  public double compiling(String process) {
    OfProcess known = processes.get(process);
    return known == null || known.cpu().isZero()
        ? 0
        : (double) known.compiling().toNanos() / known.cpu().toNanos();
  }

  private double cores(Duration cpu) {
    return (double) cpu.toNanos() / span.toNanos();
  }
}
