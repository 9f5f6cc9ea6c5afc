package dev.sluice.wire;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The schema IDs of records: known permanently once the registry has given the schema, believed
 * missing after a grace period and for a limited time, in doubt until then. Owned by the process;
 * any thread.
 */
final class SchemaIds {
  private static final long LEAST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private final KnownIds known = new KnownIds();
  private final MissingIds missing;
  private final SchemaLookUps lookUps;
  private final LatestVersions latest;
  private final Duration blocking;
  private final LongSupplier nanoTime;
  private final RegistryRetry.Pause pause;
  private volatile Runnable listener = () -> {};

  SchemaIds(RegistryClient registry, RegistryWaits waits) {
    this(registry, waits, System::nanoTime, Thread::sleep);
  }

  SchemaIds(
      RegistryClient registry,
      RegistryWaits waits,
      LongSupplier nanoTime,
      RegistryRetry.Pause pause) {
    this.missing = new MissingIds(waits.missingIdTtl(), nanoTime);
    this.latest = new LatestVersions(registry);
    this.lookUps =
        new SchemaLookUps(registry, known, missing, latest, waits.missingIdGrace(), nanoTime);
    this.blocking = waits.blocking();
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /**
   * @param listener called on any thread when an ID comes into doubt
   */
  void onDoubt(Runnable listener) {
    this.listener = listener;
  }

  /** Call when the client has the schema in its cache. */
  void found(SchemaKey key) {
    known.add(key);
    missing.found(key);
  }

  boolean isKnown(String topic, int id) {
    return known.contains(topic, id);
  }

  /**
   * Whether the ID is known or believed missing; otherwise {@link #step} looks it up. Never blocks.
   *
   * @param waiting whether a record waits for it now, rather than later
   */
  boolean isSettled(String topic, int id, boolean waiting) {
    if (known.contains(topic, id)) {
      return true;
    }
    SchemaKey key = new SchemaKey(topic, id);
    boolean settled = missing.problem(key) != null;
    if (!settled) {
      doubt(key, waiting);
    }
    return settled;
  }

  private void doubt(SchemaKey key, boolean waiting) {
    if (missing.doubt(key, waiting)) {
      listener.run();
    }
  }

  LatestVersions latest() {
    return latest;
  }

  /** The number of IDs in doubt. */
  int inDoubt() {
    return missing.inDoubt();
  }

  /**
   * See {@link SchemaLookUps#step}.
   *
   * @return nanoseconds until the next call is useful, or {@link SchemaLookUps#IDLE}
   */
  long step() {
    return lookUps.step();
  }

  /**
   * Why the schema is unavailable; null if it is in the client's cache. Blocks while the ID is in
   * doubt.
   *
   * @throws RegistryAwayException if it is still in doubt after the longest wait, or if the thread
   *     is interrupted
   */
  @Nullable String awaitProblem(String topic, int id) {
    if (known.contains(topic, id)) {
      return null;
    }
    SchemaKey key = new SchemaKey(topic, id);
    long start = nanoTime.getAsLong();
    String problem = missing.problem(key);
    while (problem == null) {
      doubt(key, true);
      long next = Math.max(lookUps.step(), LEAST_PAUSE_NANOS);
      if (known.contains(topic, id)) {
        return null;
      }
      problem = missing.problem(key, start);
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
      // rounded up, so that the look-up is due afterwards
      pause.pause((nanos + 999_999) / 1_000_000);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new RegistryAwayException("interrupted while waiting for " + key, stopping);
    }
  }
}
