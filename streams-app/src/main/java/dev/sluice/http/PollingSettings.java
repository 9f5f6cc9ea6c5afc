package dev.sluice.http;

import java.time.Duration;

/**
 * How requests can be polled.
 *
 * @param timeToLive how long after its end a call can be polled
 * @param retention the view's: how long after its acceptance a request can be polled at most
 * @param maxWait the longest wait of one poll
 * @param keepAlive the interval of keep-alives on a silent stream
 * @param overdue how long after a call's deadline its end is waited for
 */
public record PollingSettings(
    Duration timeToLive,
    Duration retention,
    Duration maxWait,
    Duration keepAlive,
    Duration overdue) {}
