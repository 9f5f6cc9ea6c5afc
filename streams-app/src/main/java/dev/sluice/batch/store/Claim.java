package dev.sluice.batch.store;

import java.util.Comparator;

/**
 * A process's right to work on a batch. The greatest one on the topic counts, wherever it is, so
 * that what a process writes that has been replaced has no effect.
 *
 * @param epoch one more than that of the process before
 * @param owner parts those that claim at the same time
 */
public record Claim(long epoch, String owner) implements Comparable<Claim> {
  private static final Comparator<Claim> ORDER =
      Comparator.comparingLong(Claim::epoch).thenComparing(Claim::owner);

  public String text() {
    return epoch + "-" + owner;
  }

  @Override
  public int compareTo(Claim other) {
    return ORDER.compare(this, other);
  }
}
