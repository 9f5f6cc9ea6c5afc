package dev.sluice.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a file one after the other, with their places. One thread. */
public final class FileLines {
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
  public FileLines(InputStream in, int most) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.most = most;
  }

  /** Gives every line of a batch file to the check. */
  public static void check(InputStream in, BatchValidation validation) throws IOException {
    FileLines lines = new FileLines(in, validation.limits().lineBytes());
    while (lines.next()) {
      byte[] line = lines.bytes();
      if (line == null) {
        validation.tooLong(lines.number());
      } else if (!lines.isBlank()) {
        validation.line(lines.number(), lines.offset(), line);
      }
    }
  }

  /** Goes to the next line; false at the end of the file. */
  public boolean next() throws IOException {
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
  public int number() {
    return number;
  }

  /** Where it begins. */
  public long offset() {
    return offset;
  }

  /** Whether the file goes on, if only by nothing, behind the line's end. */
  public boolean isWhole() {
    return ended;
  }

  /** Without the line's end; null if it is too long. */
  public byte @Nullable [] bytes() {
    return bytes;
  }

  public boolean isBlank() {
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
