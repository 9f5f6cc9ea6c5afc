package dev.sluice.batch.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a file one after the other, with their places. One thread. */
final class FileLines {
  private final InputStream in;
  private final int most;
  private long offset;
  private long position;
  private int number;
  private boolean ended;
  private byte @Nullable [] bytes = new byte[0];

  /**
   * @param most bytes of a line; a longer one is skipped
   */
  FileLines(InputStream in, int most) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.most = most;
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    offset = position;
    long length = 0;
    ended = false;
    while (!ended) {
      int read = in.read();
      if (read < 0) {
        break;
      }
      position++;
      ended = read == '\n';
      if (!ended && ++length <= most) {
        line.write(read);
      }
    }
    number++;
    bytes = length > most ? null : line.toByteArray();
    return position > offset;
  }

  /** From 1. */
  int number() {
    return number;
  }

  /** Where it begins. */
  long offset() {
    return offset;
  }

  /** Whether the file goes on, if only by nothing, behind the line's end. */
  boolean isWhole() {
    return ended;
  }

  /** Without the line's end; null if it is too long. */
  byte @Nullable [] bytes() {
    return bytes;
  }

  boolean isBlank() {
    byte[] line = bytes;
    if (line == null) {
      return false;
    }
    for (byte each : line) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }
}
