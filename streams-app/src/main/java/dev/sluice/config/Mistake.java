package dev.sluice.config;

/**
 * One thing that is wrong with the configuration, in words that say what to do.
 *
 * @param source the file
 * @param line 1 for the first; 0 where the mistake is about the file as a whole
 * @param column 1 for the first; 0 with line 0
 */
public record Mistake(String source, int line, int column, String message) {

  /** As compilers write it, {@code file:line:column: message}. */
  @Override
  public String toString() {
    return line == 0
        ? source + ": " + message
        : source + ":" + line + ":" + column + ": " + message;
  }
}
