package dev.sluice.call;

import dev.sluice.call.TargetState.Closed;
import dev.sluice.call.TargetState.HalfOpen;
import dev.sluice.call.TargetState.Open;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a target or a credential is left alone, and for how long: {@code (state, event, now) ->
 * state}. Pure. {@link TenantCooldown} takes the signs that are {@link HealthSignal.Doubtful}.
 *
 * @param failures in a row after which a target cools down; 0 for never
 * @param time the first time of cooling, doubled whenever a probe fails; positive
 * @param maxTime the longest time of cooling; not less than {@code time}
 */
public record Cooldown(int failures, Duration time, Duration maxTime) {
  /** Never cools a target down. */
  public static final Cooldown OFF = new Cooldown(0, Duration.ofSeconds(1), Duration.ofSeconds(1));

  /**
   * The longest wait that a reply to one tenant asks of all: vendors count by the minute, and a
   * longer wait may be about the size of the one request that was refused.
   */
  public static final Duration LONGEST_NAMED = Duration.ofMinutes(1);

  /**
   * How soon to check a target again while its probe is under way, since nobody knows when it ends.
   */
  static final Duration PROBE_RECHECK = Duration.ofSeconds(5);

  /** See {@link TargetHealth#fitFrom}. */
  public Instant fitFrom(TargetState state, Instant now) {
    if (state instanceof Open open) {
      return later(open.until(), now);
    }
    if (state instanceof HalfOpen halfOpen && now.isBefore(halfOpen.until())) {
      Instant recheck = now.plus(PROBE_RECHECK);
      return recheck.isBefore(halfOpen.until()) ? recheck : halfOpen.until();
    }
    return now;
  }

  /**
   * An attempt starts: the probe if the target has cooled down and has none. A repeated call for
   * the probe moves its time.
   *
   * @param lapses when to stop waiting for this attempt if it is the probe
   */
  public TargetState started(TargetState state, String attemptId, Instant lapses, Instant now) {
    if (state instanceof Open open && !now.isBefore(open.until())) {
      return open.named()
          ? new Closed(now, 0)
          : new HalfOpen(open.since(), lapses, attemptId, open.times());
    }
    if (state instanceof HalfOpen halfOpen
        && (halfOpen.attemptId().equals(attemptId) || !now.isBefore(halfOpen.until()))) {
      return new HalfOpen(halfOpen.since(), lapses, attemptId, halfOpen.times());
    }
    return state;
  }

  /**
   * An attempt ended.
   *
   * @param startedAt null if its exchange never began
   */
  public TargetState ended(
      TargetState state,
      String attemptId,
      @Nullable Instant startedAt,
      HealthSignal signal,
      Instant now) {
    if (failures == 0) {
      return state;
    }
    if (state instanceof HalfOpen halfOpen && halfOpen.attemptId().equals(attemptId)) {
      return probed(halfOpen, signal, now);
    }
    if (signal instanceof HealthSignal.Busy busy) {
      // however old the attempt, it names a future time
      return busy(state, busy, now);
    }
    if (startedAt == null || startedAt.isBefore(state.since())) {
      return state;
    }
    if (signal instanceof HealthSignal.Good) {
      return state instanceof Closed closed ? unbroken(closed) : new Closed(now, 0);
    }
    return state instanceof Closed closed ? failed(closed, signal, now) : state;
  }

  private static TargetState unbroken(Closed closed) {
    return closed.failures() == 0 ? closed : new Closed(closed.since(), 0);
  }

  private TargetState probed(HalfOpen halfOpen, HealthSignal signal, Instant now) {
    if (signal instanceof HealthSignal.Good) {
      return new Closed(now, 0);
    }
    if (signal instanceof HealthSignal.Nothing) {
      return passedOn(halfOpen, now);
    }
    return signal instanceof HealthSignal.Busy busy
        ? new Open(now, until(busy, now), halfOpen.times(), false)
        : open(halfOpen.times() + 1, now);
  }

  /** The probe has told nothing: the next attempt is another. */
  static Open passedOn(HalfOpen halfOpen, Instant now) {
    return new Open(halfOpen.since(), now, halfOpen.times(), false);
  }

  private static TargetState busy(TargetState state, HealthSignal.Busy busy, Instant now) {
    if (state instanceof Open open) {
      return new Open(
          open.since(), later(open.until(), until(busy, now)), open.times(), open.named());
    }
    return state instanceof Closed ? new Open(now, until(busy, now), 0, true) : state;
  }

  private TargetState failed(Closed closed, HealthSignal signal, Instant now) {
    if (signal instanceof HealthSignal.Useless) {
      return open(1, now);
    }
    if (!(signal instanceof HealthSignal.Bad)) {
      return closed;
    }
    int inARow = closed.failures() + 1;
    return inARow < failures ? new Closed(closed.since(), inARow) : open(1, now);
  }

  /**
   * @param times 1 for the first time
   */
  Open open(int times, Instant now) {
    Duration cooling = time;
    for (int i = 1; i < times && cooling.compareTo(maxTime) < 0; i++) {
      cooling = cooling.multipliedBy(2);
    }
    cooling = cooling.compareTo(maxTime) < 0 ? cooling : maxTime;
    return new Open(now, now.plus(cooling), times, false);
  }

  private static Instant until(HealthSignal.Busy busy, Instant now) {
    return now.plus(busy.time().compareTo(LONGEST_NAMED) < 0 ? busy.time() : LONGEST_NAMED);
  }

  static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
