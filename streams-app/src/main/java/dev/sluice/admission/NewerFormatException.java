package dev.sluice.admission;

/** A newer release wrote the row: it is intact, but only that release can read it. */
public final class NewerFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(String message) {
    super(message);
  }
}
