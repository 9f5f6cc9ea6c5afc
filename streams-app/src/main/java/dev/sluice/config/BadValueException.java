package dev.sluice.config;

/** A text is not a value of its setting; caught where its place in the file is known. */
final class BadValueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String problem;

  BadValueException(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
