package dev.sluice.admission;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;

/** Variable-length integers and strings; a format version first. */
final class Bytes {

  private Bytes() {}

  /** A calendar's time zone; format 1 has none of them. */
  static void zone(CounterId id, Writer out) {
    if (id.zone() != null) {
      out.text(id.zone().getId());
    }
  }

  static CounterId counterId(Metric metric, Window window, Reader in) {
    if (!window.isCalendar()) {
      return new CounterId(metric, window);
    }
    try {
      return new CounterId(metric, window, in.format() == 1 ? null : ZoneId.of(in.text()));
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          in.what() + " names a time zone that this Java lacks", unknown);
    }
  }

  /** Confined to one encoding. */
  static final class Writer {
    // a ByteArrayOutputStream takes a lock for every byte, which is most of an encoding's time
    private byte[] out = new byte[512];
    private int size;

    Writer(int formatVersion) {
      write(formatVersion);
    }

    private void write(int b) {
      room(1);
      out[size++] = (byte) b;
    }

    private void room(int bytes) {
      if (out.length - size < bytes) {
        out = Arrays.copyOf(out, Math.max(2 * out.length, size + bytes));
      }
    }

    /** Seven bits a byte, low ones first; any long, small when it is small and not negative. */
    Writer unsigned(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        write((int) (rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      write((int) rest);
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
      unsigned(bytes.length);
      room(bytes.length);
      System.arraycopy(bytes, 0, out, size, bytes.length);
      size += bytes.length;
      return this;
    }

    byte[] done() {
      return Arrays.copyOf(out, size);
    }
  }

  /** Confined to one decoding; every method throws IllegalArgumentException for broken bytes. */
  static final class Reader {
    private final String what;
    private final ByteBuffer in;
    private final int format;

    /**
     * @param newest the newest format that is read; all older ones, from 1, are too
     */
    Reader(String what, int newest, byte[] bytes) {
      this.what = what;
      this.in = ByteBuffer.wrap(bytes);
      this.format = next() & 0xFF;
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

    int format() {
      return format;
    }

    long unsigned() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte b = next();
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException(what + " is broken: a number is too long");
    }

    long signed() {
      long value = unsigned();
      return (value >>> 1) ^ -(value & 1);
    }

    /** A number of things, each of which takes at least one byte. */
    int count() {
      long count = unsigned();
      if (count < 0 || count > in.remaining()) {
        throw new IllegalArgumentException(what + " is broken: it ends too early");
      }
      return (int) count;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
      byte[] bytes = new byte[count()];
      in.get(bytes);
      return bytes;
    }

    void end() {
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(
            what + " is broken: " + in.remaining() + " bytes too many");
      }
    }

    private byte next() {
      if (!in.hasRemaining()) {
        throw new IllegalArgumentException(what + " is broken: it ends too early");
      }
      return in.get();
    }
  }
}
