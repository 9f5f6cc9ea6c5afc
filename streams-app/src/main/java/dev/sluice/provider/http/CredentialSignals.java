package dev.sluice.provider.http;

import dev.sluice.call.HealthSignal;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;

/**
 * What the end of an attempt says of the credential that it used. A refusal that may be due to the
 * request says nothing of it, whatever its status.
 *
 * @param whole whatever it is used for
 * @param atModel for the attempt's model alone: vendors limit and permit each model by itself
 */
record CredentialSignals(HealthSignal whole, HealthSignal atModel) {
  private static final HealthSignal GOOD = new HealthSignal.Good();
  private static final HealthSignal NOTHING = new HealthSignal.Nothing();

  static CredentialSignals of(Outcome outcome) {
    HealthSignal signal = HealthSignal.of(outcome, false);
    if (signal instanceof HealthSignal.Good) {
      return new CredentialSignals(GOOD, GOOD);
    }
    if (outcome instanceof Outcome.Failed failed) {
      if (failed.evidence().isOfCredential()) {
        return new CredentialSignals(signal, NOTHING);
      }
      if (failed.evidence().isOfCredentialForModel()) {
        return new CredentialSignals(GOOD, signal);
      }
    }
    return new CredentialSignals(NOTHING, NOTHING);
  }

  /** Whether it sets the credential aside. */
  boolean areBad() {
    return isBad(whole) || isBad(atModel);
  }

  private static boolean isBad(HealthSignal signal) {
    return !(signal instanceof HealthSignal.Good || signal instanceof HealthSignal.Nothing);
  }

  /** Whether another credential may do better than one that failed so. */
  static boolean blame(FailureType failure) {
    return switch (failure) {
      case AUTHENTICATION, QUOTA_EXHAUSTED, PERMISSION, PROVIDER_RATE_LIMITED, LONG_RATE_LIMIT ->
          true;
      default -> false;
    };
  }
}
