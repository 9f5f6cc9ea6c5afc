package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

/** Why a command can't do its work, in words for its user, who sees no stack trace. */
final class StartException extends Exception {
  private final ExitStatus status;

  StartException(ExitStatus status, String message) {
    this(status, message, null);
  }

  StartException(ExitStatus status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  ExitStatus status() {
    return status;
  }
}
