package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/**
 * The schema registry could not be asked, or not be believed, for longer than anyone may wait. On a
 * stream thread the transaction is aborted and the thread replaced, which reads the same records
 * again; at start the process ends.
 */
public final class RegistryAwayException extends RuntimeException {
  public RegistryAwayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
