package dev.sluice.gateway;

import org.jspecify.annotations.Nullable;

/** Why a command can't do its work, in words for its user, who sees no stack trace. */
public final class StartException extends Exception {
  private final ExitStatus status;

  public StartException(ExitStatus status, String message) {
    this(status, message, null);
  }

  public StartException(ExitStatus status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  public ExitStatus status() {
    return status;
  }
}
