package dev.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The format of one type of stored rows: one byte for the number of the format, then Avro binary.
 * Cheaper than the wire format, and needs no registry. Reads every format that a release has
 * written; writes one of them. Immutable; any thread. Expensive to create: it reads schemas.
 */
public final class AvroRowCodec<T extends SpecificRecord> {
  private final Schema schema;
  private final List<RowFormat> known;
  private final RowFormat written;
  private final DatumWriter<T> writer;
  private final Map<Byte, SpecificDatumReader<T>> readers = new HashMap<>();

  /** Writes the newest format. */
  public AvroRowCodec(Schema schema) {
    this(schema, RowFormats.newest());
  }

  public AvroRowCodec(Schema schema, RowFormats formats) {
    this(schema, formats.known(schema), formats.written(schema));
  }

  private AvroRowCodec(Schema schema, List<RowFormat> known, RowFormat written) {
    AvroTrust.establish();
    this.schema = schema;
    this.known = known;
    this.written = written;
    DatumWriter<T> current = new SpecificDatumWriter<>(schema);
    this.writer = isNewest() ? current : new DowngradingWriter<>(current, schema, written.schema());
    for (RowFormat format : known) {
      readers.put((byte) format.number(), new SpecificDatumReader<>(format.schema(), schema));
    }
  }

  /** The content of an Avro {@code bytes} value; leaves the buffer unchanged. */
  public static byte[] bytes(ByteBuffer of) {
    byte[] bytes = new byte[of.remaining()];
    of.duplicate().get(bytes);
    return bytes;
  }

  public byte[] encode(T record) {
    UnsynchronizedByteArrayOutputStream bytes = new UnsynchronizedByteArrayOutputStream();
    bytes.write(written.number());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("in-memory streams do not fail", impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * The row of a record that is encoded already, with bytes in front for the caller's own.
   *
   * @param wire the record in the wire format, with the schema of this release; most rows are a
   *     copy of it
   */
  public byte[] encode(T record, byte[] wire, int before) {
    byte[] row;
    if (isNewest() && WirePrefix.isThere(wire)) {
      int avro = wire.length - WirePrefix.SIZE;
      row = new byte[before + 1 + avro];
      row[before] = (byte) written.number();
      System.arraycopy(wire, WirePrefix.SIZE, row, before + 1, avro);
    } else {
      byte[] encoded = encode(record);
      row = new byte[before + encoded.length];
      System.arraycopy(encoded, 0, row, before, encoded.length);
    }
    return row;
  }

  /**
   * The record as it will be read after it was written: without what an older format can't hold.
   */
  public T asStored(T record) {
    return isNewest() ? record : decode(encode(record));
  }

  /** Whether writing the record loses nothing. */
  public boolean holds(T record) {
    if (isNewest()) {
      return true;
    }
    AvroRowCodec<T> newest = new AvroRowCodec<>(schema, known, newest());
    // both decoded once, so that maps are in the same order
    T whole = newest.decode(newest.encode(record));
    return Arrays.equals(newest.encode(whole), newest.encode(asStored(record)));
  }

  private RowFormat newest() {
    return known.get(known.size() - 1);
  }

  private boolean isNewest() {
    return written.number() == newest().number();
  }

  /**
   * @throws NewerRowException if a newer release wrote the bytes
   * @throws IllegalStateException if they are damaged
   */
  public T decode(byte[] bytes) {
    return decode(bytes, 0);
  }

  /** Decodes from {@code offset}, for rows with bytes of their own in front. */
  public T decode(byte[] bytes, int offset) {
    SpecificDatumReader<T> reader = bytes.length <= offset ? null : readers.get(bytes[offset]);
    if (reader == null) {
      throw unknown(bytes.length <= offset ? null : bytes[offset] & 0xFF);
    }
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, offset + 1, bytes.length - offset - 1, null);
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException damaged) {
      throw new IllegalStateException("a stored " + schema.getName() + " can't be read", damaged);
    }
  }

  private IllegalStateException unknown(@Nullable Integer format) {
    if (format == null || format <= newest().number()) {
      return new IllegalStateException(
          "a stored %s has format %s"
              .formatted(schema.getName(), format == null ? "none" : format));
    }
    return new NewerRowException(
        ("a stored %s has format %d, and this release reads %s; a newer release wrote it: run that"
                + " one, and see Upgrading in docs/operate.md")
            .formatted(schema.getName(), format, known.stream().map(RowFormat::number).toList()));
  }
}
