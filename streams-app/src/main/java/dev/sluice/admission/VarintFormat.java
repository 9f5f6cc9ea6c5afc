package dev.sluice.admission;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;

/** Variable-length integers and strings, preceded by a format version. */
final class VarintFormat {

  /** The longest encoding of a long, at seven bits per byte. */
  private static final int LONGEST = 10;

  private VarintFormat() {}

  /** A calendar's time zone; other windows have none. */
  static void zone(CounterId id, Writer out) {
    if (id.zone() != null) {
      out.text(id.zone().getId());
    }
  }

  static CounterId counterId(Metric metric, Window window, Reader in) {
    if (!window.isCalendar()) {
      return CounterId.of(metric, window, null);
    }
    try {
      return CounterId.of(metric, window, ZoneId.of(in.text()));
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          in.what() + " names a time zone that this Java does not know", unknown);
    }
  }

  /** Not thread-safe; one per encoding. */
  static final class Writer {
    // ByteArrayOutputStream takes a lock for every byte, which is most of an encoding's time
    private byte[] out;
    private int size;

    Writer(int formatVersion) {
      this(formatVersion, 128);
    }

    /**
     * @param expected the approximate size in bytes, 1 or more
     */
    Writer(int formatVersion, int expected) {
      out = new byte[expected];
      out[size++] = (byte) formatVersion;
    }

    private void room(int bytes) {
      if (out.length - size < bytes) {
        out = Arrays.copyOf(out, Math.max(2 * out.length, size + bytes));
      }
    }

    /** LEB128: seven bits per byte, low ones first; short for small non-negative values. */
    Writer unsigned(long value) {
      room(LONGEST);
      byte[] to = out;
      int at = size;
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        to[at++] = (byte) ((rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      to[at++] = (byte) rest;
      size = at;
      return this;
    }

    /** Zigzag: short for values near zero. */
    Writer signed(long value) {
      return unsigned((value << 1) ^ (value >> 63));
    }

    Writer text(String text) {
      return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Writer bytes(byte[] bytes) {
      return unsigned(bytes.length).raw(bytes, 0, bytes.length);
    }

    /** Without a length, which the reader must know. */
    Writer raw(byte[] bytes, int from, int count) {
      room(count);
      System.arraycopy(bytes, from, out, size, count);
      size += count;
      return this;
    }

    byte[] done() {
      return Arrays.copyOf(out, size);
    }
  }

  /**
   * Not thread-safe; one per decoding. Every method throws IllegalArgumentException for malformed
   * bytes.
   */
  static final class Reader {
    private final String what;
    private final byte[] in;
    private int at;

    /**
     * @param newest the newest format that can be read; so can all older ones, from 1
     */
    Reader(String what, int newest, byte[] bytes) {
      this.what = what;
      this.in = bytes;
      int format = next() & 0xFF;
      if (format > newest) {
        throw new NewerFormatException(
            "%s has format %d, and this release reads only up to %d; a newer release wrote it"
                .formatted(what, format, newest));
      }
      if (format < 1) {
        throw new IllegalArgumentException("%s has format %d".formatted(what, format));
      }
    }

    String what() {
      return what;
    }

    long unsigned() {
      byte first = next();
      if (first >= 0) {
        return first;
      }
      long value = first & 0x7F;
      for (int shift = 7; shift < 64; shift += 7) {
        byte b = next();
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw broken("a number is too long");
    }

    long signed() {
      long value = unsigned();
      return (value >>> 1) ^ -(value & 1);
    }

    /** A count of items that take at least one byte each. */
    int count() {
      long count = unsigned();
      if (count < 0 || count > in.length - at) {
        throw broken("it is truncated");
      }
      return (int) count;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
      int from = skip(count());
      return Arrays.copyOfRange(in, from, at);
    }

    /** Skips this many bytes of {@link #array}, and returns the index of the first one. */
    int skip(int count) {
      if (count > in.length - at) {
        throw broken("it is truncated");
      }
      int from = at;
      at += count;
      return from;
    }

    /** The bytes being read; don't change them. */
    byte[] array() {
      return in;
    }

    IllegalArgumentException broken(String why) {
      return new IllegalArgumentException(what + " is broken: " + why);
    }

    void end() {
      if (at < in.length) {
        throw broken((in.length - at) + " bytes too many");
      }
    }

    private byte next() {
      if (at == in.length) {
        throw broken("it is truncated");
      }
      return in[at++];
    }
  }
}
