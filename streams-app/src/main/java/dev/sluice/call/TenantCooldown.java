package dev.sluice.call;

import dev.sluice.call.TargetState.Closed;
import dev.sluice.call.TargetState.HalfOpen;
import dev.sluice.call.TargetState.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a target is left alone by all tenants, and when by one: {@code (fitness, event, now) ->
 * fitness}. Pure.
 *
 * <p>What is certainly the target's own failure counts for all. What one tenant's request may have
 * caused counts for that tenant, and for all only together with another tenant's: no tenant's word
 * counts for more than half of what it takes. A success counts for all.
 */
public record TenantCooldown(Cooldown cooldown) {

  /** See {@link TargetHealth#fitFrom}. */
  public Instant fitFrom(TargetFitness fitness, String tenant, Instant now) {
    return Cooldown.later(
        cooldown.fitFrom(fitness.all(), now),
        cooldown.fitFrom(fitness.own().getOrDefault(tenant, TargetState.FIT), now));
  }

  /** How many tenants leave the target alone that others may use. */
  public int ownCooldowns(TargetFitness fitness, Instant now) {
    return (int)
        fitness.own().values().stream()
            .filter(state -> cooldown.fitFrom(state, now).isAfter(now))
            .count();
  }

  /**
   * An attempt is on its way, as in {@link Cooldown#started}. The target's probe is never that of a
   * tenant which has to leave it alone itself: its word is known.
   */
  public TargetFitness started(
      TargetFitness fitness, String tenant, String attemptId, Instant lapses, Instant now) {
    TargetState own = fitness.own().get(tenant);
    if (own == null) {
      TargetState all = cooldown.started(fitness.all(), attemptId, lapses, now);
      return all.equals(fitness.all()) ? fitness : fitness.with(all);
    }
    if (isElsewhere(own, attemptId, now)) {
      return fitness;
    }
    TargetState all = cooldown.started(fitness.all(), attemptId, lapses, now);
    return fitness.with(all).with(tenant, cooldown.started(own, attemptId, lapses, now));
  }

  /** Whether the tenant leaves the target alone, but for another attempt. */
  private boolean isElsewhere(TargetState own, String attemptId, Instant now) {
    boolean probe = own instanceof HalfOpen halfOpen && halfOpen.attemptId().equals(attemptId);
    return !probe && cooldown.fitFrom(own, now).isAfter(now);
  }

  /**
   * An attempt ended.
   *
   * @param startedAt null if its exchange never began
   */
  public TargetFitness ended(
      TargetFitness fitness,
      String tenant,
      String attemptId,
      @Nullable Instant startedAt,
      HealthSignal signal,
      Instant now) {
    if (cooldown.failures() == 0) {
      return fitness;
    }
    if (!(signal instanceof HealthSignal.Doubtful doubtful)) {
      return known(fitness, attemptId, startedAt, signal, now);
    }
    Witness witness =
        new Witness(
            tenant,
            isProbe(fitness.all(), attemptId),
            isProbe(fitness.own().get(tenant), attemptId));
    boolean isNews =
        fitness.all() instanceof Closed closed
            && startedAt != null
            && !startedAt.isBefore(closed.since());
    if (!isNews && !witness.isProbe() && !witness.isOwnProbe()) {
      return fitness;
    }
    return doubtful.time() == null
        ? doubted(fitness, witness, now)
        : toldToWait(fitness, witness, doubtful.time(), now);
  }

  /**
   * Whose attempt failed.
   *
   * @param isProbe whether it was the one that shows whether the target is fit for all
   * @param isOwnProbe whether it was the one that shows that for the tenant
   */
  private record Witness(String tenant, boolean isProbe, boolean isOwnProbe) {}

  private static boolean isProbe(@Nullable TargetState state, String attemptId) {
    return state instanceof HalfOpen halfOpen && halfOpen.attemptId().equals(attemptId);
  }

  /** A sign that is nobody's word alone. */
  private TargetFitness known(
      TargetFitness fitness,
      String attemptId,
      @Nullable Instant startedAt,
      HealthSignal signal,
      Instant now) {
    TargetState all = cooldown.ended(fitness.all(), attemptId, startedAt, signal, now);
    if (fitness.doubts().isEmpty() && fitness.own().isEmpty()) {
      return all.equals(fitness.all()) ? fitness : TargetFitness.of(all);
    }
    Map<String, TargetState> own = new HashMap<>(fitness.own());
    own.replaceAll((tenant, state) -> cooldown.ended(state, attemptId, startedAt, signal, now));
    if (all instanceof Closed != fitness.all() instanceof Closed) {
      return TargetFitness.of(all);
    }
    if (!(all instanceof Closed closed)) {
      return new TargetFitness(all, fitness.doubts(), own);
    }
    if (signal instanceof HealthSignal.Good
        && startedAt != null
        && !startedAt.isBefore(closed.since())) {
      // attempts that began before a tenant takes it back tell of an older time
      boolean isTakenBack = own.values().stream().anyMatch(Closed.class::isInstance);
      return new TargetFitness(isTakenBack ? new Closed(now, 0) : closed, Map.of(), own);
    }
    return isConfirmed(closed, fitness.doubts())
        ? TargetFitness.of(cooldown.open(1, now))
        : new TargetFitness(closed, fitness.doubts(), own);
  }

  /** One more failure that the tenant's request may have caused. */
  private TargetFitness doubted(TargetFitness fitness, Witness witness, Instant now) {
    String tenant = witness.tenant();
    Map<String, Integer> doubts = new HashMap<>(fitness.doubts());
    doubts.merge(tenant, 1, Integer::sum);
    TargetState all = fitness.all();
    if (witness.isProbe() && all instanceof HalfOpen halfOpen) {
      if (doubts.size() > 1) {
        return TargetFitness.of(cooldown.open(halfOpen.times() + 1, now));
      }
      // another tenant's attempt is to show whether the target fails whoever asks
      all = Cooldown.passedOn(halfOpen, now);
    } else if (all instanceof Closed closed && isConfirmed(closed, doubts)) {
      return TargetFitness.of(cooldown.open(1, now));
    }
    boolean isEnough =
        all instanceof Closed closed
            && !fitness.own().containsKey(tenant)
            && closed.failures() + doubts.getOrDefault(tenant, 0) >= cooldown.failures();
    TargetFitness counted = new TargetFitness(all, doubts, fitness.own());
    return isEnough || witness.isProbe() || witness.isOwnProbe()
        ? counted.with(tenant, again(fitness, tenant, now))
        : counted;
  }

  /** The tenant leaves it alone, for longer than the last time. */
  private Open again(TargetFitness fitness, String tenant, Instant now) {
    int times = Math.max(times(fitness.all()), times(fitness.own().get(tenant)));
    return cooldown.open(times + 1, now);
  }

  private static int times(@Nullable TargetState state) {
    if (state instanceof Open open) {
      return open.times();
    }
    return state instanceof HalfOpen halfOpen ? halfOpen.times() : 0;
  }

  private boolean isConfirmed(Closed closed, Map<String, Integer> doubts) {
    int half = (cooldown.failures() + 1) / 2;
    int witnesses = doubts.size() + (closed.failures() > 0 ? 1 : 0);
    int failures =
        closed.failures() + doubts.values().stream().mapToInt(each -> Math.min(each, half)).sum();
    return witnesses > 1 && failures >= cooldown.failures();
  }

  /** It asks for a time that may be about the request alone; when two tenants hear it, all wait. */
  private TargetFitness toldToWait(
      TargetFitness fitness, Witness witness, Duration wait, Instant now) {
    boolean isConfirmed =
        fitness.own().entrySet().stream()
            .anyMatch(
                own -> !own.getKey().equals(witness.tenant()) && isWaiting(own.getValue(), now));
    if (isConfirmed) {
      Instant until = now.plus(shorter(wait, cooldown.maxTime()));
      return TargetFitness.of(new Open(now, until, times(fitness.all()), false));
    }
    TargetState all =
        witness.isProbe() && fitness.all() instanceof HalfOpen halfOpen
            ? Cooldown.passedOn(halfOpen, now)
            : fitness.all();
    Map<String, TargetState> own = new HashMap<>(fitness.own());
    own.values().removeIf(state -> isNamed(state) && !isWaiting(state, now));
    own.put(witness.tenant(), new Open(now, now.plus(shorter(wait, cooldown.maxTime())), 0, true));
    return new TargetFitness(all, fitness.doubts(), own);
  }

  private static boolean isNamed(TargetState state) {
    return state instanceof Open open && open.named();
  }

  private static boolean isWaiting(TargetState state, Instant now) {
    return isNamed(state) && state instanceof Open open && open.until().isAfter(now);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
