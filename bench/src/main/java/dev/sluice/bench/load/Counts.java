package dev.sluice.bench.load;

import java.util.List;

/**
 * What became of a round's requests.
 *
 * @param missing how many have not come back
 * @param duplicates how many came back once more than they should
 * @param endsInSpan how many came back while the round was measured
 * @param perSecond the same, by second
 */
public record Counts(
    long sent, long missing, long failed, long duplicates, long endsInSpan, List<Long> perSecond) {
  public Counts {
    perSecond = List.copyOf(perSecond);
  }

  /** Whether each request was answered once. */
  public boolean isClean() {
    return missing == 0 && failed == 0 && duplicates == 0;
  }
}
