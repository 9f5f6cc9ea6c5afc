package dev.sluice.demo;

import dev.sluice.client.ClientSession;
import dev.sluice.client.Event;
import dev.sluice.client.EventReader;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Collects what the gateway commits from now on, on a thread of its own. Any thread. */
final class DemoWatcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final EventReader reader;
  private final Thread thread = new Thread(this::run, "demo-watcher");

  // Guarded by this
  private final List<Event> events = new ArrayList<>();
  private @Nullable KafkaException failed;
  private boolean closed;

  DemoWatcher(ClientSession session, InstantSource clock) {
    this.reader =
        EventReader.atEnd(
            session,
            List.of(
                session.topics().polling(), session.topics().results(), session.topics().errors()),
            clock);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * What was read so far.
   *
   * @throws StartException if nothing more can be read
   */
  synchronized List<Event> events() throws StartException {
    if (failed != null) {
      throw new StartException(
          ExitStatus.BROKER_AWAY, "cannot read the events: " + failed.getMessage(), failed);
    }
    return List.copyOf(events);
  }

  private void run() {
    try (reader) {
      while (!isClosed()) {
        add(reader.poll(POLL));
      }
    } catch (WakeupException closing) {
      // as asked
    } catch (KafkaException broken) {
      fail(broken);
    }
  }

  private synchronized void add(List<Event> more) {
    events.addAll(more);
  }

  private synchronized void fail(KafkaException why) {
    failed = why;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    reader.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
