package dev.sluice.batch.store;

/**
 * The lines of a batch.
 *
 * @param total 0 until they are known
 * @param completed answered
 * @param failed not answered; without those that were cancelled
 * @param expired of the failed ones, those for which the time was over
 */
public record BatchCounts(int total, int completed, int failed, int expired) {
  public static final BatchCounts NONE = new BatchCounts(0, 0, 0, 0);
}
