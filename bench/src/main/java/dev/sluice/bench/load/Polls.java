package dev.sluice.bench.load;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.eclipse.jetty.client.HttpClient;

/** Polls a gateway over HTTP, over as many connections as polls are under way. Any thread. */
public final class Polls implements AutoCloseable {
  private static final int OK = 200;

  /** What is polled, by whom. */
  public record Id(String tenant, String pollingId) {}

  /**
   * What became of many polls.
   *
   * @param failed how many were not answered with 200
   * @param latency of those that were
   */
  public record Polled(Duration span, long answered, long failed, Latencies latency) {
    public double perSecond() {
      return answered * 1e9 / span.toNanos();
    }
  }

  private final HttpClient client;
  private final String base;

  /**
   * @param gatewayUrl where its query service listens; the API key of a tenant is {@link #key}
   */
  public Polls(String gatewayUrl, int connections) throws Exception {
    this.base = gatewayUrl + "/v1/responses/";
    this.client = HttpClients.start(connections);
  }

  /** The API key that a configuration gives the tenant for this. */
  public static String key(String tenant) {
    return "sk-" + tenant;
  }

  /**
   * So many under way at the same time, each followed by another, for that time.
   *
   * @param ids whose turn it is; does not block
   * @param wait for how long each may wait for the end of its call; zero for not at all
   */
  public Polled repeat(int width, Supplier<Id> ids, Duration wait, Duration span)
      throws InterruptedException {
    Tally tally = new Tally(System.nanoTime() + span.toNanos(), width);
    for (int i = 0; i < width; i++) {
      poll(ids, wait, tally);
    }
    tally.awaitEnd();
    return tally.polled(span);
  }

  private void poll(Supplier<Id> ids, Duration wait, Tally tally) {
    long start = System.nanoTime();
    if (start >= tally.until) {
      tally.left.decrementAndGet();
      return;
    }
    get(
        ids.get(),
        wait,
        (status, body) -> {
          tally.ended(status, System.nanoTime() - start);
          poll(ids, wait, tally);
        });
  }

  /** A poll that waits, of which only the number of those that have ended is told. */
  public void hold(Id id, Duration wait, AtomicInteger answered, AtomicInteger failed) {
    get(id, wait, (status, body) -> (status == OK ? answered : failed).incrementAndGet());
  }

  private void get(Id id, Duration wait, HttpClients.Taken taken) {
    String query = wait.isZero() ? "" : "?wait=" + wait.toSeconds();
    HttpClients.send(
        client.newRequest(URI.create(base + id.pollingId() + query)), key(id.tenant()), taken);
  }

  private static final class Tally {
    private static final Duration LOOK = Duration.ofMillis(10);

    final long until;
    final AtomicInteger left;
    private final AtomicLong failed = new AtomicLong();

    // guarded by this
    private final Histogram latency = Latencies.histogram();

    Tally(long until, int width) {
      this.until = until;
      this.left = new AtomicInteger(width);
    }

    void ended(int status, long nanos) {
      if (status != OK) {
        failed.incrementAndGet();
        return;
      }
      synchronized (this) {
        latency.recordValue(nanos);
      }
    }

    void awaitEnd() throws InterruptedException {
      while (left.get() > 0) {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      }
    }

    synchronized Polled polled(Duration span) {
      return new Polled(span, latency.getTotalCount(), failed.get(), Latencies.of(latency));
    }
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception stuck) {
      throw new IllegalStateException("the polls' HTTP client does not stop", stuck);
    }
  }
}
