package dev.sluice.wire;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which schema IDs the registry has. That it has one is known at once and for good; that it has
 * none, after a while and for a while. Owned by the process; any thread.
 */
final class SchemaIds {
  private static final long LEAST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private final KnownIds known = new KnownIds();
  private final MissingIds missing;
  private final SchemaLookUps lookUps;
  private final Duration blocking;
  private final LongSupplier nanoTime;
  private final RegistryPatience.Pause pause;
  private volatile Runnable listener = () -> {};

  SchemaIds(RegistryClient registry, RegistryWaits waits) {
    this(registry, waits, System::nanoTime, Thread::sleep);
  }

  SchemaIds(
      RegistryClient registry,
      RegistryWaits waits,
      LongSupplier nanoTime,
      RegistryPatience.Pause pause) {
    this.missing = new MissingIds(waits.missingIdTtl(), nanoTime);
    this.lookUps = new SchemaLookUps(registry, known, missing, waits.missingIdGrace(), nanoTime);
    this.blocking = waits.blocking();
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /**
   * @param listener called, on any thread, when {@link #step} has something new to do
   */
  void onDoubt(Runnable listener) {
    this.listener = listener;
  }

  /** The client has this schema in its cache. */
  void found(SchemaKey key) {
    known.add(key);
    missing.found(key);
  }

  boolean isKnown(String topic, int id) {
    return known.contains(topic, id);
  }

  /**
   * False while it is in doubt; then {@link #step} asks for it. Never blocks.
   *
   * @param waiting whether something waits for it, or will only need it later
   */
  boolean isSettled(String topic, int id, boolean waiting) {
    return known.contains(topic, id) || problem(new SchemaKey(topic, id), waiting) != null;
  }

  private @Nullable String problem(SchemaKey key, boolean waiting) {
    String problem = missing.problem(key);
    if (problem == null && missing.doubt(key, waiting)) {
      listener.run();
    }
    return problem;
  }

  /** How many IDs are in doubt. */
  int inDoubt() {
    return missing.inDoubt();
  }

  /**
   * See {@link SchemaLookUps#step}.
   *
   * @return how many nanoseconds until it is of use to call it again, or {@link SchemaLookUps#IDLE}
   */
  long step() {
    return lookUps.step();
  }

  /**
   * Why the schema can't be had; null where it is in the client's cache. Blocks while it is in
   * doubt.
   *
   * @throws RegistryAwayException if it is still in doubt after the wait, or when the thread is
   *     interrupted
   */
  @Nullable String awaitProblem(String topic, int id) {
    if (known.contains(topic, id)) {
      return null;
    }
    SchemaKey key = new SchemaKey(topic, id);
    long start = nanoTime.getAsLong();
    String problem = problem(key, true);
    while (problem == null) {
      long next = Math.max(lookUps.step(), LEAST_PAUSE_NANOS);
      if (known.contains(topic, id)) {
        return null;
      }
      problem = problem(key, true);
      if (problem == null) {
        if (nanoTime.getAsLong() - start + next > blocking.toNanos()) {
          throw inDoubt(key);
        }
        pause(next, key);
      }
    }
    return problem;
  }

  private RegistryAwayException inDoubt(SchemaKey key) {
    Exception trouble = lookUps.latestTrouble();
    return new RegistryAwayException(
        "the schema registry was away or not yet believed for "
            + blocking
            + ", asked for "
            + key
            + (trouble == null ? "" : ": " + RegistryReplies.reason(trouble)),
        trouble);
  }

  private void pause(long nanos, SchemaKey key) {
    try {
      // rounded up: it must be due then
      pause.pause((nanos + 999_999) / 1_000_000);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new RegistryAwayException("interrupted while waiting for " + key, stopping);
    }
  }
}
