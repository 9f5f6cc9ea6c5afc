package dev.sluice.wire;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the schema IDs of records before they are decoded, on its own thread, so that
 * deserializers needn't block. Owned by the process; any thread.
 */
public final class SchemaLookAhead implements SchemaAvailability, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SchemaLookAhead.class);
  private static final long AFTER_MISTAKE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SchemaIds ids;
  private final Set<String> topics;
  private @Nullable Thread thread;
  private boolean wanted;
  private boolean closed;

  SchemaLookAhead(SchemaIds ids, Set<String> topics) {
    this.ids = ids;
    this.topics = Set.copyOf(topics);
    ids.onDoubt(this::wake);
  }

  @Override
  public boolean isSettled(String topic, byte @Nullable [] value) {
    return isSettled(topic, value, true);
  }

  @Override
  public void prepare(String topic, byte @Nullable [] value) {
    isSettled(topic, value, false);
  }

  private boolean isSettled(String topic, byte @Nullable [] value, boolean waiting) {
    if (value == null || !WirePrefix.isThere(value) || !topics.contains(topic)) {
      return true;
    }
    int id = WirePrefix.schemaId(value);
    return id < 0 || ids.isSettled(topic, id, waiting);
  }

  /** The number of schema IDs in doubt. */
  public int inDoubt() {
    return ids.inDoubt();
  }

  private synchronized void wake() {
    wanted = true;
    if ((thread == null || !thread.isAlive()) && !closed) {
      thread = new Thread(this::run, "sluice-schema-lookups");
      thread.setDaemon(true);
      thread.start();
    }
    notifyAll();
  }

  private void run() {
    try {
      while (await(step())) {
        // the next step
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private long step() {
    try {
      return ids.step();
    } catch (RuntimeException mistake) {
      log.error("a schema look-up failed unexpectedly and is retried", mistake);
      return AFTER_MISTAKE_NANOS;
    }
  }

  /**
   * @return false when it is closed
   */
  private synchronized boolean await(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    while (!wanted && !closed) {
      if (nanos == SchemaLookUps.IDLE) {
        wait();
      } else {
        long left = until - System.nanoTime();
        if (left <= 0) {
          break;
        }
        // not 0, which is for ever
        wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    }
    wanted = false;
    return !closed;
  }

  /** Stops the thread; IDs in doubt stay in doubt. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
      notifyAll();
    }
    if (running != null) {
      running.interrupt();
    }
  }
}
