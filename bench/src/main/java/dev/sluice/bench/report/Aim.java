package dev.sluice.bench.report;

/**
 * Something that was hoped for, and what came of it.
 *
 * @param bound the worst value that meets it
 * @param atMost whether smaller is better
 */
public record Aim(String what, double measured, double bound, boolean atMost) {

  public static Aim atMost(String what, double measured, double bound) {
    return new Aim(what, measured, bound, true);
  }

  public static Aim atLeast(String what, double measured, double bound) {
    return new Aim(what, measured, bound, false);
  }

  /** What could not be measured meets nothing. */
  public boolean isMet() {
    return atMost ? measured <= bound : measured >= bound;
  }
}
