package dev.sluice.delivery;

import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.PendingWebhook;
import dev.sluice.webhook.TryEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tries that are under way in this process, over all its partitions. Any thread; each lane
 * belongs to one task's stream thread.
 */
public final class Courier {
  private static final long PAUSE_MS = 10;

  private final Sender sender;
  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param maxInFlight 1 or more
   */
  public Courier(Sender sender, int maxInFlight) {
    this.sender = sender;
    this.maxInFlight = maxInFlight;
  }

  public int inFlight() {
    return inFlight.get();
  }

  /**
   * Starts no more tries, and waits until the ends of those under way were taken, so that their
   * webhooks are not sent again after a restart.
   *
   * @return false when that takes longer than {@code patience}
   */
  public boolean stop(Duration patience) throws InterruptedException {
    stopped = true;
    long until = System.nanoTime() + patience.toNanos();
    while (lanes.stream().anyMatch(lane -> lane.untaken.get() > 0)) {
      if (System.nanoTime() - until >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
    return true;
  }

  Lane open() {
    Lane lane = new Lane();
    lanes.add(lane);
    return lane;
  }

  private boolean acquire() {
    if (stopped) {
      return false;
    }
    if (inFlight.incrementAndGet() > maxInFlight) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  /** A try that has ended. */
  record Ended(PendingWebhook webhook, Endpoint.At endpoint, TryEnd end) {}

  /** One task's tries. */
  final class Lane implements AutoCloseable {
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untaken = new AtomicInteger();

    /** False when there is no room in the process. */
    boolean start(PendingWebhook webhook, Endpoint.At endpoint) {
      if (!acquire()) {
        return false;
      }
      untaken.incrementAndGet();
      sender.send(
          webhook,
          endpoint,
          end -> {
            ended.add(new Ended(webhook, endpoint, end));
            inFlight.decrementAndGet();
          });
      return true;
    }

    /** The tries that have ended since it was asked last. */
    List<Ended> take() {
      List<Ended> taken = new ArrayList<>();
      for (Ended next = ended.poll(); next != null; next = ended.poll()) {
        taken.add(next);
      }
      untaken.addAndGet(-taken.size());
      return taken;
    }

    /** The ends of its tries interest nobody any more. */
    @Override
    public void close() {
      lanes.remove(this);
    }
  }
}
