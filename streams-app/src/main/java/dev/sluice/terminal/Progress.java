package dev.sluice.terminal;

import java.io.PrintStream;

/**
 * Shows progress: what is done on a line that stays, what is awaited on one that is overwritten. If
 * lines can't be overwritten, prints one of the latter every few seconds. One thread.
 */
public final class Progress {
  private static final long QUIET_NANOS = 5_000_000_000L;
  // a line that wraps could not be overwritten
  private static final int WIDEST = 76;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private String shown = "";
  private long lastNanos = System.nanoTime();

  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** For now. */
  public void now(String what) {
    if (terminal) {
      String line = what.substring(0, Math.min(what.length(), WIDEST));
      if (!line.equals(shown)) {
        out.print(CLEAR + "  " + line);
        out.flush();
        shown = line;
      }
    } else if (System.nanoTime() - lastNanos >= QUIET_NANOS) {
      out.println("  " + what);
      lastNanos = System.nanoTime();
    }
  }

  /** For good. */
  public void done(String what) {
    clear();
    out.println("  " + what);
    lastNanos = System.nanoTime();
  }

  /** Erases the temporary line. */
  public void clear() {
    if (!shown.isEmpty()) {
      out.print(CLEAR);
      out.flush();
      shown = "";
    }
  }
}
