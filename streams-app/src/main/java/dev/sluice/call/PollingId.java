package dev.sluice.call;

import java.time.Instant;

/**
 * The name of an accepted request, parsed.
 *
 * @param text as clients see it
 * @param partition the partition of the requests topic
 * @param acceptedAt the request's append time, with millisecond precision
 * @param offset the request's offset
 */
public record PollingId(String text, int partition, Instant acceptedAt, long offset) {}
