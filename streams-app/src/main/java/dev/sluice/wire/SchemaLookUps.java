package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registry for what is in doubt, and decides when it is believed that it has no such
 * schema: when it says so again after the grace period and was healthy all along, see {@link
 * RegistryHealth}. Any thread, one at a time.
 */
final class SchemaLookUps {
  /** What {@link #step} returns where nothing is left to ask for. */
  static final long IDLE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(SchemaLookUps.class);
  private static final long SOON_NANOS = Duration.ofMillis(5).toNanos();
  private static final long FIRST_RETRY_NANOS = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long WARN_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  /** A schema that the registry has lost for so long was deleted. */
  private static final long DELETED_NANOS = Duration.ofMinutes(1).toNanos();

  /** How many grace periods long the registry is watched after a schema was missing. */
  private static final int WATCHED_GRACES = 6;

  /**
   * Of a registry that is steady, an ID needs only this part of the grace period: restarts are
   * ruled out, and a follower's ordinary lag is covered.
   */
  private static final int STEADY_SHARE = 5;

  private final RegistryClient registry;
  private final KnownIds known;
  private final MissingIds missing;
  private final long graceNanos;
  private final LongSupplier nanoTime;

  /** Held by the one thread that asks; guards what follows. */
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
      Duration grace,
      LongSupplier nanoTime) {
    this.registry = registry;
    this.known = known;
    this.missing = missing;
    this.graceNanos = grace.toNanos();
    this.nanoTime = nanoTime;
    this.health = new RegistryHealth(grace, nanoTime);
    this.retryAt = nanoTime.getAsLong();
  }

  /** Why something was in doubt at last; null where nothing was. */
  @Nullable Exception latestTrouble() {
    return latestTrouble;
  }

  /**
   * Asks for one ID that is due, unless another thread asks now. Blocks for an exchange or two.
   *
   * @return how many nanoseconds until it is of use to call it again, or {@link #IDLE}
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
   * Asks for what the registry must have, where something is known already.
   *
   * @return false when it is away
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

  /** It is reading its topic anew; unless somebody has deleted the schema for good. */
  private void lacks(SchemaKey probe, RestClientException reply) {
    health.lacked();
    warn(probe, reply);
    long now = nanoTime.getAsLong();
    if (lackedSince == null) {
      lackedSince = now;
    } else if (now - lackedSince > DELETED_NANOS) {
      LOG.warn("the schema registry goes on without {}: it seems to be deleted", probe);
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
    } catch (RestClientException reply) {
      if (RegistryReplies.isAnswer(reply)) {
        answered();
        denied(doubt, reply);
      } else if (known.highest() == null) {
        away(key, reply);
      } else {
        // it may be this one schema that it can't give
        health.suspected();
        missing.askAgain(doubt);
        warn(key, reply);
      }
    } catch (IOException | RuntimeException failed) {
      if (failed instanceof IOException io && !RegistryReplies.isNoAvroSchema(io)) {
        away(key, failed);
      } else {
        answered();
        missing.believed(key, "schema " + key.id() + " is no Avro schema that can be used");
      }
    }
  }

  /** Says nothing of what else it has, so it counts only where there is nothing better. */
  private void answered() {
    retryNanos = FIRST_RETRY_NANOS;
    if (known.highest() == null) {
      health.answered();
    }
  }

  private void denied(MissingIds.Doubt doubt, RestClientException reply) {
    long now = nanoTime.getAsLong();
    long nanosNeeded = doubt.since + graceNanos / STEADY_SHARE - now;
    boolean believed =
        (doubt.believedAt != null && health.hasNotFailedSince(doubt.believedAt))
            ? health.isHealthy()
            : health.isSteady() && nanosNeeded <= 0;
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
      LOG.warn(
          "waiting for the schema registry, asked for {}: {}; schema IDs in doubt: {}",
          asked,
          RegistryReplies.reason(why),
          missing.inDoubt());
    }
  }
}
