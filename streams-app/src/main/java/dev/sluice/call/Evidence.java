package dev.sluice.call;

import dev.sluice.failure.FailureType;

/**
 * What a failed attempt is evidence about. A credential or a target is set aside for all tenants by
 * evidence about itself alone: what one tenant's request may have caused is no such evidence.
 */
public enum Evidence {

  /** This request: its content, its size, its fields, its deadline. */
  REQUEST,

  /** This request or the target: nothing tells which. */
  UNCLEAR,

  /** The target, whoever asks it for whatever. */
  TARGET,

  /**
   * The credential, for the attempt's model alone: vendors limit and permit each model by itself.
   */
  CREDENTIAL_FOR_MODEL,

  /** The credential, for all models. */
  CREDENTIAL;

  /** What a failure of this type is evidence about where its reply does not say more. */
  static Evidence of(FailureType type) {
    return switch (type) {
      case AUTHENTICATION, QUOTA_EXHAUSTED -> CREDENTIAL;
      case UNKNOWN_PROVIDER, OVERLOADED, CREDENTIALS_EXHAUSTED -> TARGET;
      case PROVIDER,
          PERMISSION,
          NOT_FOUND,
          PROVIDER_RATE_LIMITED,
          SERVER_ERROR,
          BAD_GATEWAY,
          SERVICE_UNAVAILABLE,
          API_ERROR,
          TIMEOUT,
          CONNECTION,
          MID_STREAM_BREAK,
          MOCK,
          UNFORESEEN ->
          UNCLEAR;
      // callers' failures, our own, and answers of no use: those this one prompt may have caused
      default -> REQUEST;
    };
  }
}
