package dev.sluice.wire;

import dev.sluice.outage.LogLimiter;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up schema IDs in doubt. Believes that a schema is missing once the registry repeats it
 * after the grace period and was healthy throughout, see {@link RegistryHealth}. Any thread, one at
 * a time.
 */
final class SchemaLookUps {
  /** Returned by {@link #step} when nothing is left to do. */
  static final long IDLE = -1;

  private static final Logger log = LoggerFactory.getLogger(SchemaLookUps.class);
  private static final long SOON_NANOS = Duration.ofMillis(5).toNanos();
  private static final long FIRST_RETRY_NANOS = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long WARN_EVERY_NANOS = LogLimiter.EVERY.toNanos();

  /** A known schema that the registry lacks for longer is taken for deleted. */
  private static final long DELETED_NANOS = Duration.ofMinutes(1).toNanos();

  /** For how many grace periods the registry is probed after an ID was believed missing. */
  private static final int WATCHED_GRACES = 6;

  /**
   * With a steady registry a new ID waits only this part of the grace period: a restart is ruled
   * out, and it still covers a follower's ordinary lag.
   */
  private static final int STEADY_SHARE = 5;

  private final RegistryClient registry;
  private final KnownIds known;
  private final MissingIds missing;
  private final LatestVersions latest;
  private final long graceNanos;
  private final LongSupplier nanoTime;

  /** Guards the fields below; held during exchanges. */
  private final ReentrantLock asking = new ReentrantLock();

  private final RegistryHealth health;
  private long retryAt;
  private long retryNanos = FIRST_RETRY_NANOS;
  private @Nullable Long lackedSince;
  private @Nullable Long watchedUntil;
  private @Nullable Long warnAgainAt;
  private volatile @Nullable Exception latestTrouble;

  SchemaLookUps(
      RegistryClient registry,
      KnownIds known,
      MissingIds missing,
      LatestVersions latest,
      Duration grace,
      LongSupplier nanoTime) {
    this.registry = registry;
    this.known = known;
    this.missing = missing;
    this.latest = latest;
    this.graceNanos = grace.toNanos();
    this.nanoTime = nanoTime;
    this.health = new RegistryHealth(grace, nanoTime);
    this.retryAt = nanoTime.getAsLong();
  }

  /** The latest reason for doubt; null if there was none. */
  @Nullable Exception latestTrouble() {
    return latestTrouble;
  }

  /**
   * Looks up at most one ID that is due; does nothing while another thread does. Blocks for up to
   * four exchanges with the registry.
   *
   * @return nanoseconds until the next call is useful, or {@link #IDLE}
   */
  long step() {
    if (!asking.tryLock()) {
      return SOON_NANOS;
    }
    try {
      long retry = retryAt - nanoTime.getAsLong();
      if (retry > 0) {
        return retry;
      }
      if (missing.inDoubt() == 0 && !isWatched()) {
        return IDLE;
      }
      if (health.nanosUntilDue() > 0 || probe()) {
        MissingIds.Doubt due = missing.due();
        if (due != null) {
          lookUp(due);
        }
      }
      return nanosUntilNext();
    } finally {
      asking.unlock();
    }
  }

  private boolean isWatched() {
    return watchedUntil != null
        && known.highest() != null
        && watchedUntil - nanoTime.getAsLong() > 0;
  }

  private long nanosUntilNext() {
    long next = missing.nanosUntilDue();
    if (known.highest() != null && (next >= 0 || isWatched())) {
      next = next < 0 ? health.nanosUntilDue() : Math.min(next, health.nanosUntilDue());
    }
    return next < 0 ? IDLE : Math.max(next, retryAt - nanoTime.getAsLong());
  }

  /**
   * Asks for a schema that the registry is known to have, if there is one.
   *
   * @return false if the registry is away
   */
  private boolean probe() {
    SchemaKey probe = known.highest();
    if (probe == null) {
      return true;
    }
    try {
      registry.uncached().get(probe.subject(), probe.id());
      lackedSince = null;
      retryNanos = FIRST_RETRY_NANOS;
      health.answered();
      return true;
    } catch (RestClientException reply) {
      if (RegistryReplies.isMissing(reply)) {
        lacks(probe, reply);
        return true;
      }
      away(probe, reply);
    } catch (IOException | RuntimeException failed) {
      away(probe, failed);
    }
    return false;
  }

  /** The registry is still reading its topic, or someone has deleted the schema. */
  private void lacks(SchemaKey probe, RestClientException reply) {
    health.lacked();
    warn(probe, reply);
    long now = nanoTime.getAsLong();
    if (lackedSince == null) {
      lackedSince = now;
    } else if (now - lackedSince > DELETED_NANOS) {
      log.warn("the schema registry still lacks {}: it seems to be deleted", probe);
      known.forgetHighest();
      lackedSince = null;
    }
  }

  private void away(SchemaKey asked, Exception why) {
    health.failed();
    retryAt = nanoTime.getAsLong() + retryNanos;
    retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    warn(asked, why);
  }

  private void lookUp(MissingIds.Doubt doubt) {
    SchemaKey key = doubt.key;
    try {
      registry.client().getSchemaBySubjectAndId(key.subject(), key.id());
      answered();
      known.add(key);
      missing.found(key);
      // whoever wrote it may have registered it just now
      latest.check(key.topic());
    } catch (RestClientException reply) {
      if (RegistryReplies.isAnswer(reply)) {
        answered();
        denied(doubt, reply);
      } else if (known.highest() == null) {
        away(key, reply);
      } else {
        // perhaps only this schema can't be served: let the probe decide
        health.suspected();
        missing.askAgain(doubt);
        warn(key, reply);
      }
    } catch (IOException | RuntimeException failed) {
      if (failed instanceof IOException io && !RegistryReplies.isNoAvroSchema(io)) {
        away(key, failed);
      } else {
        answered();
        missing.believed(key, "schema " + key.id() + " is not a usable Avro schema");
      }
    }
  }

  /** Counts as health only if there is nothing to probe: it says nothing about other schemas. */
  private void answered() {
    retryNanos = FIRST_RETRY_NANOS;
    if (known.highest() == null) {
      health.answered();
    }
  }

  private void denied(MissingIds.Doubt doubt, RestClientException reply) {
    long now = nanoTime.getAsLong();
    long nanosNeeded = doubt.since + graceNanos / STEADY_SHARE - now;
    boolean confirms = doubt.believedAt != null && health.hasNotFailedSince(doubt.believedAt);
    boolean believed = confirms ? health.isHealthy() : (health.isSteady() && nanosNeeded <= 0);
    if (believed) {
      watchedUntil = now + WATCHED_GRACES * graceNanos;
      String problem =
          "the schema registry has no schema %d, it says %d"
              .formatted(doubt.key.id(), reply.getErrorCode());
      missing.believed(doubt.key, problem);
    } else {
      missing.askAgain(doubt, now + Math.max(health.steadyAt() - now, nanosNeeded));
      warn(doubt.key, reply);
    }
  }

  private void warn(SchemaKey asked, Exception why) {
    latestTrouble = why;
    long now = nanoTime.getAsLong();
    if (warnAgainAt == null || now - warnAgainAt >= 0) {
      warnAgainAt = now + WARN_EVERY_NANOS;
      log.warn(
          "waiting for the schema registry, for {}: {}; schema IDs in doubt: {}",
          asked,
          RegistryReplies.reason(why),
          missing.inDoubt());
    }
  }
}
