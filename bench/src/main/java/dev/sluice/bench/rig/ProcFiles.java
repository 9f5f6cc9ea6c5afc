package dev.sluice.bench.rig;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the operating system tells of processes. Memory and the whole machine only on Linux. */
final class ProcFiles {
  /** The unit of /proc/stat, the same on all of Linux. */
  private static final long TICK_MS = 10;

  private static final double KIB_PER_MIB = 1024;

  private ProcFiles() {}

  /** Nothing for a process that is gone. */
  static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  static double residentMib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException gone) {
      return Double.NaN;
    }
  }

  /** Of all that was not idle since the machine started; zero where it can't be told. */
  static Duration machineCpu() {
    try {
      // cpu user nice system idle iowait irq softirq steal
      List<String> ticks =
          Splitter.on(' ')
              .omitEmptyStrings()
              .splitToList(Files.readAllLines(Path.of("/proc/stat")).get(0));
      long busy = 0;
      for (int i : new int[] {1, 2, 3, 6, 7}) {
        busy += Long.parseLong(ticks.get(i));
      }
      return Duration.ofMillis(busy * TICK_MS);
    } catch (IOException notLinux) {
      return Duration.ZERO;
    }
  }
}
