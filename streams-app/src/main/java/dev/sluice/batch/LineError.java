package dev.sluice.batch;

import org.jspecify.annotations.Nullable;

/**
 * Why a batch is refused, as the Batch API lists it in a batch's {@code errors}.
 *
 * @param line from 1; 0 for the whole file
 * @param code for programs
 * @param param the field of the line that is at fault
 */
public record LineError(int line, String code, String message, @Nullable String param)
    implements ParsedLine {

  /**
   * @param source the file's name
   */
  public String text(String source) {
    return source + (line == 0 ? "" : ":" + line) + ": " + message + " (" + code + ")";
  }
}
