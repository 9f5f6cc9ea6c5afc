package dev.sluice.topology;

/**
 * What one task has to do.
 *
 * @param queued calls that are admitted and wait for credit
 * @param queuedBatch of these, the ones whose answers can wait
 * @param underWay calls that have credit
 * @param most that may have it
 * @param bytes of the payloads of those that have it
 * @param mostBytes of all that may
 */
public record TaskLoad(
    int queued, int queuedBatch, int underWay, int most, long bytes, long mostBytes) {}
