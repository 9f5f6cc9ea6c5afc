package dev.sluice.batch.work;

/**
 * What is left to do of the batches whose tenants' partitions are here.
 *
 * @param batches that have not ended
 * @param running of these, the ones that this process works on
 * @param lines of all of them without an answer; 0 for a batch that is not checked yet
 */
public record BatchesLeft(int batches, int running, long lines) {}
