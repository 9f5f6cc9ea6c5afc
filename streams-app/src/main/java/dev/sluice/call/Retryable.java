package dev.sluice.call;

import dev.sluice.failure.FailureType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of failure after which the same target may do better a little later. */
public enum Retryable {
  RATE_LIMITED(FailureType.PROVIDER_RATE_LIMITED),
  OVERLOADED(FailureType.OVERLOADED),
  SERVER_ERROR(FailureType.SERVER_ERROR),
  TIMEOUT(FailureType.TIMEOUT),
  CONNECTION(FailureType.CONNECTION),
  INVALID_RESPONSE(FailureType.INVALID_RESPONSE),
  SCHEMA_VIOLATION(FailureType.SCHEMA_VIOLATION),
  MID_STREAM_BREAK(FailureType.MID_STREAM_BREAK);

  private final FailureType type;

  Retryable(FailureType type) {
    this.type = type;
  }

  /** Null for a type that is not retried. */
  static @Nullable Retryable of(FailureType type) {
    if (!type.retryable()) {
      return null;
    }
    for (Retryable kind : values()) {
      if (type.isA(kind.type)) {
        return kind;
      }
    }
    return null;
  }

  /** The name in configurations and journals. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
