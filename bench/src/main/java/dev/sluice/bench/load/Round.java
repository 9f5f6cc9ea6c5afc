package dev.sluice.bench.load;

import dev.sluice.bench.rig.Usage;
import java.time.Duration;

/**
 * One stretch of load.
 *
 * @param span how long it was measured
 * @param latency from when a request was due to its end; without meaning in a closed loop
 * @param accept from when it was due to its polling event
 * @param usage of all processes while it was measured
 */
public record Round(
    Subject subject,
    Duration span,
    Counts counts,
    Latencies latency,
    Latencies accept,
    Usage usage) {

  public double perSecond() {
    return counts.endsInSpan() * 1e9 / span.toNanos();
  }
}
