package dev.sluice.config;

/**
 * One mistake in the configuration, with what to do.
 *
 * @param source the file
 * @param line 1 for the first; 0 if the mistake concerns the whole file
 * @param column 1 for the first; 0 with line 0
 */
public record ConfigError(String source, int line, int column, String message) {

  /** In the form of compilers, {@code file:line:column: message}. */
  @Override
  public String toString() {
    return line == 0
        ? source + ": " + message
        : source + ":" + line + ":" + column + ": " + message;
  }
}
