package dev.sluice.simulation;

/** A promise that was broken; an error, so that nothing that is simulated takes it for its own. */
final class Violation extends AssertionError {
  Violation(String message) {
    super(message);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of ours
  static void unless(boolean kept, String format, Object... arguments) {
    if (!kept) {
      throw new Violation(String.format(format, arguments));
    }
  }
}
