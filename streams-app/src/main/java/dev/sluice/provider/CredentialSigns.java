package dev.sluice.provider;

import dev.sluice.call.Outcome;
import dev.sluice.call.TargetSign;
import dev.sluice.failure.FailureType;

/**
 * What the end of an attempt says of the credential that it used.
 *
 * @param whole whatever it is used for
 * @param atModel for the attempt's model alone: vendors limit and permit each model by itself
 */
record CredentialSigns(TargetSign whole, TargetSign atModel) {
  private static final TargetSign GOOD = new TargetSign.Good();
  private static final TargetSign NOTHING = new TargetSign.Nothing();

  static CredentialSigns of(Outcome outcome) {
    TargetSign sign = TargetSign.of(outcome, false);
    if (sign instanceof TargetSign.Good) {
      return new CredentialSigns(GOOD, GOOD);
    }
    if (!(outcome instanceof Outcome.Failed failed)) {
      return new CredentialSigns(NOTHING, NOTHING);
    }
    return switch (failed.failure().type()) {
      case AUTHENTICATION, QUOTA_EXHAUSTED -> new CredentialSigns(sign, NOTHING);
      case PERMISSION -> new CredentialSigns(GOOD, sign);
      case PROVIDER_RATE_LIMITED ->
          new CredentialSigns(GOOD, sign instanceof TargetSign.Busy ? sign : GOOD);
      default -> new CredentialSigns(NOTHING, NOTHING);
    };
  }

  /** Whether the attempt failed for lack of a better credential. */
  static boolean blame(FailureType failure) {
    return switch (failure) {
      case AUTHENTICATION, QUOTA_EXHAUSTED, PERMISSION, PROVIDER_RATE_LIMITED -> true;
      default -> false;
    };
  }
}
