package dev.sluice.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of streams may wait for clients that read slowly: for each, and for all of a process
 * together. What a client that keeps up gets is not bounded. Any thread.
 */
public final class StreamBuffers {
  private final long forOne;
  private final long forAll;
  private final AtomicLong waiting = new AtomicLong();
  private final Counter dropped;

  /**
   * @param forOne the bytes that may wait for one client
   * @param forAll the bytes that may wait for all
   */
  public StreamBuffers(long forOne, long forAll, MeterRegistry metrics) {
    this.forOne = forOne;
    this.forAll = forAll;
    this.dropped =
        Counter.builder("sluice.http.streams.dropped")
            .description("Streams that were ended because their clients read too slowly")
            .register(metrics);
    metrics.gauge("sluice.http.streams.waiting.bytes", waiting);
  }

  /** Whether more may wait for a client for which something waits already. */
  boolean hasRoom(long forClient, long more) {
    return forClient <= forOne && waiting.get() + more <= forAll;
  }

  void taken(long bytes) {
    waiting.addAndGet(bytes);
  }

  void released(long bytes) {
    waiting.addAndGet(-bytes);
  }

  void dropped() {
    dropped.increment();
  }
}
