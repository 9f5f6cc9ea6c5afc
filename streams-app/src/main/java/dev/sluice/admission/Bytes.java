package dev.sluice.admission;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;

/** Variable-length integers and strings; a format version first. */
final class Bytes {

  /** Of any long, seven bits a byte. */
  private static final int LONGEST = 10;

  private Bytes() {}

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
          in.what() + " names a time zone that this Java lacks", unknown);
    }
  }

  /** Confined to one encoding. */
  static final class Writer {
    // a ByteArrayOutputStream takes a lock for every byte, which is most of an encoding's time
    private byte[] out;
    private int size;

    Writer(int formatVersion) {
      this(formatVersion, 128);
    }

    /**
     * @param expected how many bytes it will be, about; more than none
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

    /** Seven bits a byte, low ones first; any long, small when it is small and not negative. */
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

    /** Zigzag: small when it is near zero. */
    Writer signed(long value) {
      return unsigned((value << 1) ^ (value >> 63));
    }

    Writer text(String text) {
      return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Writer bytes(byte[] bytes) {
      return unsigned(bytes.length).raw(bytes, 0, bytes.length);
    }

    /** Without their number, which the reader has to know. */
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

  /** Confined to one decoding; every method throws IllegalArgumentException for broken bytes. */
  static final class Reader {
    private final String what;
    private final byte[] in;
    private int at;

    /**
     * @param newest the newest format that is read; all older ones, from 1, are too
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

    /** A number of things, each of which takes at least one byte. */
    int count() {
      long count = unsigned();
      if (count < 0 || count > in.length - at) {
        throw broken("it ends too early");
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

    /** Leaves out so many bytes of {@link #array}, and returns where they begin. */
    int skip(int count) {
      if (count > in.length - at) {
        throw broken("it ends too early");
      }
      int from = at;
      at += count;
      return from;
    }

    /** All that is read; not to be changed. */
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
        throw broken("it ends too early");
      }
      return in[at++];
    }
  }
}
