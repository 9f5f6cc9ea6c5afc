package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.TargetHealth;
import dev.sluice.call.TargetSign;
import dev.sluice.call.TargetState;
import dev.sluice.provider.Providers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How fit each target is, as this process has seen it. Any thread; locks briefly. */
final class TargetStates implements TargetHealth {
  private static final Logger LOG = LoggerFactory.getLogger(TargetStates.class);

  /** Longer than the transaction in which a start is decided may take to commit. */
  static final Duration START_PATIENCE = Duration.ofSeconds(10);

  /** From the end of an attempt's time to its outcome. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(1);

  private final Cooldown cooldown;
  private final Providers providers;
  private final ConcurrentHashMap<String, Seen> seen = new ConcurrentHashMap<>();

  private static final class Seen {
    private final Target target;
    private volatile TargetState state = TargetState.FIT;

    Seen(Target target) {
      this.target = target;
    }

    /** Returns the state before. */
    synchronized TargetState move(UnaryOperator<TargetState> step) {
      TargetState before = state;
      state = step.apply(before);
      return before;
    }
  }

  TargetStates(Cooldown cooldown, Providers providers) {
    this.cooldown = cooldown;
    this.providers = providers;
  }

  @Override
  public Instant fitFrom(String target, Instant now) {
    Seen known = seen.get(target);
    if (known == null) {
      return now;
    }
    Instant fit = cooldown.fitFrom(known.state, now);
    Providers.Limited limited = providers.find(known.target.provider());
    Instant usable = limited == null ? now : limited.provider().usableFrom(known.target, now);
    return usable.isAfter(fit) ? usable : fit;
  }

  /**
   * An attempt was decided on, in a transaction that may yet be aborted: nobody will say so, and a
   * probe lapses that does not begin.
   */
  void decided(Attempt attempt, Instant now) {
    started(attempt, now.plus(START_PATIENCE), now);
  }

  /** The attempt is handed to its provider. */
  void begun(Attempt attempt, Duration timeout, Instant now) {
    started(attempt, now.plus(timeout).plus(END_PATIENCE), now);
  }

  private void started(Attempt attempt, Instant lapses, Instant now) {
    move(attempt, "", now, state -> cooldown.started(state, attempt.attemptId(), lapses, now));
  }

  /**
   * @param startedAt null where its exchange never began
   */
  void ended(Attempt attempt, @Nullable Instant startedAt, Outcome outcome, Instant now) {
    boolean cutShort =
        startedAt == null
            || attempt.deadline().isBefore(startedAt.plus(attempt.target().timeout()));
    TargetSign sign = TargetSign.of(outcome, cutShort);
    move(
        attempt,
        outcome instanceof Outcome.Failed failed
            ? String.join("/", failed.failure().typePath())
            : "",
        now,
        state -> cooldown.ended(state, attempt.attemptId(), startedAt, sign, now));
  }

  private void move(Attempt attempt, String cause, Instant now, UnaryOperator<TargetState> step) {
    Target target = attempt.target();
    Seen known = seen.computeIfAbsent(target.name(), name -> new Seen(target));
    TargetState before = known.move(step);
    TargetState after = step.apply(before);
    if (before.getClass() != after.getClass()) {
      log(target.name(), after, cause, now);
    }
  }

  private static void log(String target, TargetState state, String cause, Instant now) {
    if (state instanceof TargetState.Open open && !open.until().isAfter(now)) {
      LOG.info("the attempt that was to show whether target {} is fit told nothing", target);
    } else if (state instanceof TargetState.Open open) {
      LOG.warn("target {} cools down until {}: {}", target, open.until(), cause);
    } else if (state instanceof TargetState.Probing) {
      LOG.info("target {} has cooled down; one attempt is to show whether it is fit", target);
    } else {
      LOG.info("target {} is fit again", target);
    }
  }
}
