package dev.sluice.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a process, and what it has to stop: the part that was started last is stopped first.
 * A part that fails to stop does not keep the others from it. Any thread; a stop waits for one that
 * is under way.
 */
final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /** A start that fails goes from STARTING to STOPPING. */
  enum State {
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED;

    boolean canBecome(State next) {
      return switch (this) {
        case STARTING -> next == RUNNING || next == STOPPING;
        case RUNNING -> next == STOPPING;
        case STOPPING -> next == STOPPED;
        case STOPPED -> false;
      };
    }
  }

  /** Stops a part. */
  interface Stop {
    void run() throws Exception;
  }

  private record Part(String name, Stop stop) {}

  // Both guarded by this
  private final Deque<Part> parts = new ArrayDeque<>();
  private State state = State.STARTING;

  /**
   * Adds a part that is stopped before those that were added so far. One that was started too late,
   * when all others have been stopped, is stopped at once.
   *
   * @param name for the log
   */
  synchronized void onStop(String name, Stop stop) {
    Part part = new Part(name, stop);
    if (state == State.STOPPED) {
      stop(part);
    } else {
      parts.addFirst(part);
    }
  }

  /** Adds a part that is stopped after those that were added so far. */
  synchronized void onStopLast(String name, Stop stop) {
    parts.addLast(new Part(name, stop));
  }

  /**
   * @throws IllegalStateException unless it is starting
   */
  synchronized void started() {
    become(State.RUNNING);
  }

  synchronized State state() {
    return state;
  }

  /** Stops all parts; does nothing if that was done before. */
  synchronized void stop() {
    if (state == State.STOPPED) {
      return;
    }
    become(State.STOPPING);
    for (Part part = parts.pollFirst(); part != null; part = parts.pollFirst()) {
      stop(part);
    }
    become(State.STOPPED);
  }

  private static void stop(Part part) {
    try {
      part.stop().run();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Exception failed) {
      log.error("{} did not stop cleanly", part.name(), failed);
    }
  }

  private void become(State next) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException("a process that is " + state + " can't become " + next);
    }
    state = next;
  }
}
