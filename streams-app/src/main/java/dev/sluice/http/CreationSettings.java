package dev.sluice.http;

import dev.sluice.wire.RequestLimits;
import java.time.Duration;

/**
 * How requests are taken by HTTP.
 *
 * @param limits what any request on the topic may have
 * @param verdictTimeout how long a verdict is waited for
 * @param maxWait how long an answer is waited for by those who don't poll
 */
public record CreationSettings(RequestLimits limits, Duration verdictTimeout, Duration maxWait) {}
