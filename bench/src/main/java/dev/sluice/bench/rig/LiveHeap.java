package dev.sluice.bench.rig;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks another JVM, by the JDK's {@code jcmd}, for what lives in its heap. */
public final class LiveHeap {
  private static final int PATIENCE_SECONDS = 60;

  private LiveHeap() {}

  public static long ofThisProcess() throws IOException, InterruptedException {
    return bytes(ProcessHandle.current().pid());
  }

  static long bytes(long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    // a class histogram counts live objects only, after a full collection
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().toList();
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("jcmd can't look into process " + pid + ": " + lines);
    }
    return total(lines);
  }

  /** Of the line {@code Total <instances> <bytes>}, which is the last one. */
  static long total(List<String> lines) throws IOException {
    for (String line : lines) {
      List<String> words = Splitter.on(' ').omitEmptyStrings().splitToList(line);
      if (words.size() == 3 && words.get(0).equals("Total")) {
        return Long.parseLong(words.get(2));
      }
    }
    throw new IOException("jcmd told no total");
  }
}
