package dev.sluice.provider.http;

import dev.sluice.call.Evidence;
import dev.sluice.failure.FailureType;

/**
 * What a vendor's refusal means.
 *
 * @param type what to do with the call
 * @param evidence what to do with the target and the credential
 */
record Refusal(FailureType type, Evidence evidence) {

  /** The same, where it may be due to the request after all. */
  Refusal unclear() {
    return evidence == Evidence.REQUEST ? this : new Refusal(type, Evidence.UNCLEAR);
  }
}
