package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.call.HealthSignal;
import dev.sluice.call.Outcome;
import dev.sluice.provider.RateLimits;
import dev.sluice.provider.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider's credentials, in turn, except those that are set aside: for all models after a
 * refused key or an exhausted quota, for one model after a refused or rate-limited use of it. Any
 * thread; locks briefly. Only their numbers tell credentials apart.
 */
final class Credentials {
  private static final Logger log = LoggerFactory.getLogger(Credentials.class);

  /**
   * How long others go before one that a reply said is used up: vendors count by the minute, and a
   * reset is when the whole limit is available again, not the first part of it.
   */
  static final Duration LONGEST_USED_UP = Duration.ofMinutes(1);

  /**
   * How long others go before one that a tenant's request was refused with, where that may be due
   * to the request. No target is left alone for it: a retry after a shorter backoff would never be
   * made.
   */
  static final Duration GIVES_WAY = Duration.ofSeconds(1);

  private final String provider;
  private final List<Credential> all = new ArrayList<>();
  private int turn;

  /** The credential that an attempt uses. */
  sealed interface Choice {}

  /**
   * @param credential null if the provider wants none
   */
  record Chosen(@Nullable Credential credential) implements Choice {}

  /**
   * No credential is usable.
   *
   * @param limited whether only a rate limit holds one of them back
   * @param until when the first of them is worth a try
   */
  record None(boolean limited, Instant until) implements Choice {}

  /**
   * @param secrets may be empty
   */
  Credentials(String provider, List<Secret> secrets) {
    this.provider = provider;
    for (Secret secret : secrets) {
      all.add(new Credential(secret, all.size() + 1));
    }
  }

  int size() {
    return all.size();
  }

  /**
   * @param lapses when to stop waiting for the attempt if it is the one that probes a credential
   *     that was set aside
   */
  synchronized Choice choose(Attempt attempt, Instant lapses, Instant now) {
    if (all.isEmpty()) {
      return new Chosen(null);
    }
    String model = attempt.target().model();
    String tenant = attempt.tenant();
    Credential best = null;
    for (int i = 0; i < all.size(); i++) {
      Credential next = all.get((turn + i) % all.size());
      boolean usable = !next.fitFrom(model, now).isAfter(now);
      if (usable
          && (best == null
              || next.preferredFrom(model, tenant, now)
                  .isBefore(best.preferredFrom(model, tenant, now)))) {
        best = next;
      }
    }
    if (best == null) {
      return none(model, now);
    }
    turn = best.number() % all.size();
    best.started(model, attempt.attemptId(), lapses, now);
    return new Chosen(best);
  }

  /**
   * All of them, those first that are usable for the model; one that is empty if the provider wants
   * none. Choosing one of them so tells nothing about it.
   */
  synchronized List<Optional<Credential>> inOrder(String model, Instant now) {
    if (all.isEmpty()) {
      return List.of(Optional.empty());
    }
    return all.stream()
        .sorted(Comparator.comparing(each -> each.usableFrom(model, now)))
        .map(Optional::of)
        .toList();
  }

  private None none(String model, Instant now) {
    List<Credential> limited =
        all.stream().filter(credential -> credential.isOnlyLimited(model, now)).toList();
    Instant until =
        (limited.isEmpty() ? all : limited)
            .stream()
                .map(credential -> credential.fitFrom(model, now))
                .min(Instant::compareTo)
                .orElse(now);
    return new None(!limited.isEmpty(), until);
  }

  /** When the first credential may be used for the model. */
  synchronized Instant usableFrom(String model, Instant now) {
    return all.stream()
        .map(credential -> credential.usableFrom(model, now))
        .min(Instant::compareTo)
        .orElse(now);
  }

  /**
   * Records what the end of an attempt says about the credential that it used.
   *
   * @param startedAt when it was chosen
   * @param limits what the reply said remains
   * @return whether another one is usable for a call that failed for lack of this one
   */
  synchronized boolean ended(
      Credential used,
      Attempt attempt,
      Instant startedAt,
      Outcome outcome,
      RateLimits limits,
      Instant now) {
    String model = attempt.target().model();
    CredentialSignals signals = CredentialSignals.of(outcome);
    if (used.ended(model, signals, attempt.attemptId(), startedAt, now)) {
      log.warn(
          "provider {}: credential {} of {} is set aside for {} until {}",
          provider,
          used.number(),
          all.size(),
          signals.whole() instanceof HealthSignal.Good ? model : "all models",
          used.fitFrom(model, now));
    }
    boolean isBlamed =
        outcome instanceof Outcome.Failed failed
            && CredentialSignals.blame(failed.failure().decisive().type());
    if (isBlamed && !signals.areBad()) {
      used.giveWay(model, attempt.tenant(), now.plus(GIVES_WAY), now);
    }
    told(used, model, limits, now);
    return isBlamed
        && all.stream()
            .filter(other -> other != used)
            .anyMatch(other -> !other.preferredFrom(model, attempt.tenant(), now).isAfter(now));
  }

  /** Records what a reply says remains for the model. */
  synchronized void told(Credential used, String model, RateLimits limits, Instant now) {
    Instant usedUp = limits.usedUpUntil(now);
    if (usedUp != null) {
      used.usedUp(model, earlier(usedUp, now.plus(LONGEST_USED_UP)));
    } else if (!limits.equals(RateLimits.NONE)) {
      used.usedUp(model, now);
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
