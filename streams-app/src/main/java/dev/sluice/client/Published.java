package dev.sluice.client;

import java.time.Instant;

/**
 * A request that is on the topic.
 *
 * @param sentAt by this process's clock, when the producer received it
 */
public record Published(RequestLine line, int partition, long offset, Instant sentAt) {}
