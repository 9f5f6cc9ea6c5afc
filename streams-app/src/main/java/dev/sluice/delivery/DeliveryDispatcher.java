package dev.sluice.delivery;

import dev.sluice.webhook.DeliveryResult;
import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.PendingWebhook;
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
 * The attempts to deliver webhooks that are under way in this process, over all its partitions. Any
 * thread; each each belongs to one task's stream thread.
 */
public final class DeliveryDispatcher {
  private static final long PAUSE_MS = 10;

  private final Sender sender;
  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Set<DeliverySlots> slots = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param maxInFlight 1 or more
   */
  public DeliveryDispatcher(Sender sender, int maxInFlight) {
    this.sender = sender;
    this.maxInFlight = maxInFlight;
  }

  public int inFlight() {
    return inFlight.get();
  }

  /**
   * Starts no more attempts, and waits until the results of those under way were taken, so that
   * their webhooks are not sent again after a restart.
   *
   * @return false if that takes longer than {@code patience}
   */
  public boolean stop(Duration patience) throws InterruptedException {
    stopped = true;
    long until = System.nanoTime() + patience.toNanos();
    while (slots.stream().anyMatch(each -> each.untaken.get() > 0)) {
      if (System.nanoTime() - until >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
    return true;
  }

  DeliverySlots open() {
    DeliverySlots each = new DeliverySlots();
    slots.add(each);
    return each;
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

  /** An attempt that has ended. */
  record Ended(PendingWebhook webhook, Endpoint.At endpoint, DeliveryResult end) {}

  /** One task's attempts. */
  final class DeliverySlots implements AutoCloseable {
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untaken = new AtomicInteger();

    /** False if the process has no room. */
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

    /** The attempts that have ended since the last call. */
    List<Ended> take() {
      List<Ended> taken = new ArrayList<>();
      for (Ended next = ended.poll(); next != null; next = ended.poll()) {
        taken.add(next);
      }
      untaken.addAndGet(-taken.size());
      return taken;
    }

    /** The results of its attempts are no longer wanted. */
    @Override
    public void close() {
      slots.remove(this);
    }
  }
}
