package dev.sluice.wire;

/** A newer release wrote the row: it is intact, but only that release can read it. */
public final class NewerRowException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NewerRowException(String message) {
    super(message);
  }
}
