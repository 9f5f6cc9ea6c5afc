package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.Cooldown;
import dev.sluice.call.HealthSignal;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.TargetFitness;
import dev.sluice.call.TargetHealth;
import dev.sluice.call.TargetState;
import dev.sluice.call.TenantCooldown;
import dev.sluice.provider.Providers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fit each target is for each tenant, as this process has seen it. Any thread; locks briefly.
 */
final class TargetStates implements TargetHealth {
  private static final Logger log = LoggerFactory.getLogger(TargetStates.class);

  /** Longer than the commit of a transaction that decides on a start may take. */
  static final Duration START_PATIENCE = Duration.ofSeconds(10);

  /** From the end of an attempt's timeout to its outcome. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(1);

  private final Cooldown cooldown;
  private final TenantCooldown tenants;
  private final Providers providers;
  private final ConcurrentHashMap<String, Seen> seen = new ConcurrentHashMap<>();

  private static final class Seen {
    private final Target target;
    private final LongAdder cooldowns = new LongAdder();
    private volatile TargetFitness fitness = TargetFitness.FIT;

    Seen(Target target) {
      this.target = target;
    }

    /** Returns the fitness before. */
    synchronized TargetFitness move(UnaryOperator<TargetFitness> step) {
      TargetFitness before = fitness;
      fitness = step.apply(before);
      return before;
    }
  }

  TargetStates(Cooldown cooldown, Providers providers) {
    this.cooldown = cooldown;
    this.tenants = new TenantCooldown(cooldown);
    this.providers = providers;
  }

  @Override
  public Instant fitFrom(String target, String tenant, Instant now) {
    Seen known = seen.get(target);
    return known == null
        ? now
        : later(tenants.fitFrom(known.fitness, tenant, now), usableFrom(known.target, now));
  }

  @Override
  public Instant fitForAllFrom(String target, Instant now) {
    Seen known = seen.get(target);
    return known == null
        ? now
        : later(cooldown.fitFrom(known.fitness.all(), now), usableFrom(known.target, now));
  }

  @Override
  public int ownCooldowns(String target, Instant now) {
    Seen known = seen.get(target);
    return known == null ? 0 : tenants.ownCooldowns(known.fitness, now);
  }

  @Override
  public long cooldowns(String target) {
    Seen known = seen.get(target);
    return known == null ? 0 : known.cooldowns.sum();
  }

  private Instant usableFrom(Target target, Instant now) {
    Providers.Limited limited = providers.find(target.provider());
    return limited == null ? now : limited.provider().usableFrom(target, now);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /**
   * An attempt was decided on, in a transaction that may still be aborted without notice: a probe
   * that does not begin lapses.
   */
  void decided(Attempt attempt, Instant now) {
    started(attempt, now.plus(START_PATIENCE), now);
  }

  /** The attempt was passed to its provider. */
  void begun(Attempt attempt, Duration timeout, Instant now) {
    started(attempt, now.plus(timeout).plus(END_PATIENCE), now);
  }

  private void started(Attempt attempt, Instant lapses, Instant now) {
    move(
        attempt,
        "",
        now,
        fitness -> tenants.started(fitness, attempt.tenant(), attempt.attemptId(), lapses, now));
  }

  /**
   * @param startedAt null if its exchange never began
   */
  void ended(Attempt attempt, @Nullable Instant startedAt, Outcome outcome, Instant now) {
    boolean cutShort =
        startedAt == null
            || attempt.deadline().isBefore(startedAt.plus(attempt.target().timeout()));
    HealthSignal signal = HealthSignal.of(outcome, cutShort);
    move(
        attempt,
        outcome instanceof Outcome.Failed failed
            ? String.join("/", failed.failure().typePath())
            : "",
        now,
        fitness ->
            tenants.ended(fitness, attempt.tenant(), attempt.attemptId(), startedAt, signal, now));
  }

  private void move(Attempt attempt, String cause, Instant now, UnaryOperator<TargetFitness> step) {
    Target target = attempt.target();
    Seen known = seen.computeIfAbsent(target.name(), name -> new Seen(target));
    TargetFitness before = known.move(step);
    TargetFitness after = step.apply(before);
    if (before.all().getClass() != after.all().getClass()) {
      if (after.all() instanceof TargetState.Open open && open.until().isAfter(now)) {
        known.cooldowns.increment();
      }
      log(target.name(), after.all(), cause, now);
    }
    TargetState own = after.own().get(attempt.tenant());
    if (own instanceof TargetState.Open open
        && open.until().isAfter(now)
        && !own.equals(before.own().get(attempt.tenant()))) {
      known.cooldowns.increment();
      log.warn(
          "target {} cools down for tenant {} alone until {}: {}",
          target.name(),
          attempt.tenant(),
          open.until(),
          cause);
    }
  }

  private static void log(String target, TargetState state, String cause, Instant now) {
    if (state instanceof TargetState.Open open && !open.until().isAfter(now)) {
      log.info(
          "the attempt that was to show whether target {} is fit has not shown it for all", target);
    } else if (state instanceof TargetState.Open open) {
      log.warn("target {} cools down until {}: {}", target, open.until(), cause);
    } else if (state instanceof TargetState.HalfOpen) {
      log.info("target {} has cooled down and is half-open; the next attempt probes it", target);
    } else {
      log.info("target {} is healthy again", target);
    }
  }
}
