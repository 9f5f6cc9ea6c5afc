package dev.sluice.bench.rig;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the operating system tells of processes; all but a process's CPU only on Linux. */
final class ProcFiles {
  /** The unit of /proc/stat, the same on all of Linux. */
  private static final long TICK_MS = 10;

  /** HotSpot's names for the threads that compile, C1 and C2, and the CPU that one has used. */
  private static final Pattern COMPILER =
      Pattern.compile(
          "\\d+ \\(C[12] Compiler\\S*\\) (?:\\S+ ){11}(?<user>\\d+) (?<system>\\d+) .*",
          Pattern.DOTALL);

  private static final double KIB_PER_MIB = 1024;

  private ProcFiles() {}

  /** Of the process and its descendants. Nothing for those that are gone. */
  static Duration cpu(long pid) {
    return tree(pid)
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Without those that this program has started, which are measured by themselves. */
  private static Stream<ProcessHandle> tree(long pid) {
    Stream<ProcessHandle> process = ProcessHandle.of(pid).stream();
    return pid == ProcessHandle.current().pid()
        ? process
        : process.flatMap(each -> Stream.concat(Stream.of(each), each.descendants()));
  }

  /** Of the threads that compile and have not ended; zero where it can't be told. */
  static Duration compiling(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.map(ProcFiles::compilingThread).reduce(Duration.ZERO, Duration::plus);
    } catch (IOException | UncheckedIOException gone) {
      return Duration.ZERO;
    }
  }

  private static Duration compilingThread(Path thread) {
    try {
      Matcher compiler = COMPILER.matcher(Files.readString(thread.resolve("stat")));
      return compiler.matches()
          ? Duration.ofMillis(
              TICK_MS
                  * (Long.parseLong(compiler.group("user"))
                      + Long.parseLong(compiler.group("system"))))
          : Duration.ZERO;
    } catch (IOException ended) {
      return Duration.ZERO;
    }
  }

  /** Of the process and its descendants, each of which counts what they share. */
  static double residentMib(long pid) {
    return tree(pid)
        .mapToDouble(process -> residentMibOfOne(process.pid()))
        .filter(Double::isFinite)
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  private static double residentMibOfOne(long pid) {
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
