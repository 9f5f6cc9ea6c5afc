package dev.sluice.provider;

import dev.sluice.call.TargetState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One credential and how it did lately. Guarded by the {@link Credentials} that it is one of. */
final class Credential {
  private final Secret secret;
  private final int number;
  private TargetState whole = TargetState.FIT;
  private final Map<String, TargetState> byModel = new HashMap<>();
  private final Map<String, Instant> preferredFrom = new HashMap<>();

  /**
   * @param number its place, from 1
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
    Instant all = Credentials.COOLDOWN.fitFrom(whole, now);
    Instant one = Credentials.COOLDOWN.fitFrom(at(model), now);
    return all.isAfter(one) ? all : one;
  }

  /** When it may be used for the model, and no other is better off. */
  Instant preferredFrom(String model, Instant now) {
    Instant fit = fitFrom(model, now);
    Instant preferred = preferredFrom.getOrDefault(model, now);
    return preferred.isAfter(fit) ? preferred : fit;
  }

  /** Whether it is accepted, but must wait for its rate limit. */
  boolean isOnlyLimited(String model, Instant now) {
    return !Credentials.COOLDOWN.fitFrom(whole, now).isAfter(now)
        && at(model) instanceof TargetState.Open open
        && open.named();
  }

  void started(String model, String attemptId, Instant lapses, Instant now) {
    whole = Credentials.COOLDOWN.started(whole, attemptId, lapses, now);
    byModel.put(model, Credentials.COOLDOWN.started(at(model), attemptId, lapses, now));
  }

  /** Whether it is set aside now and was not before. */
  boolean ended(
      String model, CredentialSigns signs, String attemptId, Instant startedAt, Instant now) {
    TargetState wholeBefore = whole;
    TargetState before = at(model);
    whole = Credentials.COOLDOWN.ended(whole, attemptId, startedAt, signs.whole(), now);
    TargetState after =
        Credentials.COOLDOWN.ended(before, attemptId, startedAt, signs.atModel(), now);
    byModel.put(model, after);
    return opened(wholeBefore, whole, now) || opened(before, after, now);
  }

  private static boolean opened(TargetState before, TargetState after, Instant now) {
    return !(before instanceof TargetState.Open)
        && after instanceof TargetState.Open open
        && open.until().isAfter(now);
  }

  void prefer(String model, Instant from) {
    preferredFrom.put(model, from);
  }
}
