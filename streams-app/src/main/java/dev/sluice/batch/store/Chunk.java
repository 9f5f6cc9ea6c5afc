package dev.sluice.batch.store;

/**
 * Where a piece of a file is: a record of the files topic, in its tenant's partition.
 *
 * @param length in bytes
 * @param writer who wrote it
 */
public record Chunk(long offset, int length, String writer) {}
