package dev.sluice.http;

import java.time.Duration;

/**
 * How requests can be polled.
 *
 * @param timeToLive how long after its end a call can be polled
 * @param retention the view's: how long after its acceptance a request can be polled at most
 * @param maxWait how long one poll waits at most
 * @param keepAlive how often a stream that has nothing to tell says that it is there
 */
public record PollingSettings(
    Duration timeToLive, Duration retention, Duration maxWait, Duration keepAlive) {}
