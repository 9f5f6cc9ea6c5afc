package dev.sluice.http;

import dev.sluice.wire.RequestLimits;
import java.time.Duration;

/**
 * How requests are taken by HTTP.
 *
 * @param limits what any request on the topic may have
 * @param maxBodyBytes of a request's body, inflated
 * @param decisionTimeout how long a decision is waited for
 * @param overdue how long after a call's deadline its end is waited for
 * @param keepAlive how often a client that waits for its answer is sent something harmless
 */
public record CreationSettings(
    RequestLimits limits,
    long maxBodyBytes,
    Duration decisionTimeout,
    Duration overdue,
    Duration keepAlive) {}
