package dev.sluice.replay;

import org.jspecify.annotations.Nullable;

/**
 * A record of the requests topic.
 *
 * @param atMs its append time, in milliseconds since 1970
 * @param tick whether it only tells the time
 * @param tenant null if its key can't be one
 * @param ask null if it could not be read
 */
public record Arrival(
    long offset, long atMs, boolean tick, @Nullable String tenant, @Nullable Ask ask) {}
