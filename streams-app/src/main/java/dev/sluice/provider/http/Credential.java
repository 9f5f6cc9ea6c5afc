package dev.sluice.provider.http;

import dev.sluice.call.Cooldown;
import dev.sluice.call.TargetState;
import dev.sluice.provider.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One credential and its recent history. Guarded by the {@link Credentials} that holds it. */
final class Credential {
  static final Cooldown COOLDOWN = new Cooldown(1, Duration.ofSeconds(30), Duration.ofMinutes(10));

  private final Secret secret;
  private final int number;
  private TargetState whole = TargetState.FIT;
  private final Map<String, TargetState> byModel = new HashMap<>();
  private final Map<String, Instant> usedUpUntil = new HashMap<>();
  private final Map<Use, Instant> givesWayUntil = new HashMap<>();

  /** One tenant's use of one model. */
  private record Use(String model, String tenant) {}

  /**
   * @param number its place in the list, from 1
   */
  Credential(Secret secret, int number) {
    this.secret = secret;
    this.number = number;
  }

  Secret secret() {
    return secret;
  }

  int number() {
    return number;
  }

  private TargetState at(String model) {
    return byModel.getOrDefault(model, TargetState.FIT);
  }

  /** When it may be used for the model. */
  Instant fitFrom(String model, Instant now) {
    Instant all = COOLDOWN.fitFrom(whole, now);
    Instant one = COOLDOWN.fitFrom(at(model), now);
    return later(all, one);
  }

  /** When it may be used for the model, and something is left of its rate limits. */
  Instant usableFrom(String model, Instant now) {
    return later(fitFrom(model, now), usedUpUntil.getOrDefault(model, now));
  }

  /** When it may be used for the tenant and the model, and no other is better off. */
  Instant preferredFrom(String model, String tenant, Instant now) {
    Use use = new Use(model, tenant);
    return later(usableFrom(model, now), givesWayUntil.getOrDefault(use, now));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Whether it is valid, but must wait for its rate limit. */
  boolean isOnlyLimited(String model, Instant now) {
    return !COOLDOWN.fitFrom(whole, now).isAfter(now)
        && at(model) instanceof TargetState.Open open
        && open.named();
  }

  void started(String model, String attemptId, Instant lapses, Instant now) {
    whole = COOLDOWN.started(whole, attemptId, lapses, now);
    byModel.put(model, COOLDOWN.started(at(model), attemptId, lapses, now));
  }

  /** Whether it is set aside now and was not before. */
  boolean ended(
      String model, CredentialSignals signals, String attemptId, Instant startedAt, Instant now) {
    TargetState wholeBefore = whole;
    TargetState before = at(model);
    whole = COOLDOWN.ended(whole, attemptId, startedAt, signals.whole(), now);
    TargetState after = COOLDOWN.ended(before, attemptId, startedAt, signals.atModel(), now);
    byModel.put(model, after);
    return opened(wholeBefore, whole, now) || opened(before, after, now);
  }

  private static boolean opened(TargetState before, TargetState after, Instant now) {
    return !(before instanceof TargetState.Open)
        && after instanceof TargetState.Open open
        && open.until().isAfter(now);
  }

  /** A reply said how long nothing remains; {@code now} if something does. */
  void usedUp(String model, Instant until) {
    usedUpUntil.put(model, until);
  }

  /**
   * Others go first for a while with the tenant's requests, though nothing says that it would be
   * refused again.
   */
  void giveWay(String model, String tenant, Instant until, Instant now) {
    givesWayUntil.values().removeIf(end -> !end.isAfter(now));
    givesWayUntil.put(new Use(model, tenant), until);
  }
}
