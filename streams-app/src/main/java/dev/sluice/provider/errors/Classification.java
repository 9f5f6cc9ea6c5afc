package dev.sluice.provider.errors;

import dev.sluice.call.Evidence;
import dev.sluice.failure.FailureType;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor's error means.
 *
 * @param type what to do with the call
 * @param evidence what to do with the target and the credential
 * @param param the request's field that it complains of, where it tells one
 * @param rule what told it; null where that was the status alone
 */
public record Classification(
    FailureType type, Evidence evidence, @Nullable String param, @Nullable ErrorRule rule) {

  Classification as(FailureType other, Evidence about) {
    return new Classification(other, about, param, rule);
  }
}
