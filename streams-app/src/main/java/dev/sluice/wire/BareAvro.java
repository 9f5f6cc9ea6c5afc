package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * The format of records in stores: one byte for the version of the writer's schema, then Avro
 * binary. Cheaper than the wire format, and needs no registry. Immutable; any thread.
 *
 * <p>A new schema version is read for a whole release before any release writes it, so that a
 * rolling restart never meets a row it can't read.
 */
public final class BareAvro<T extends SpecificRecord> {
  private static final byte VERSION = 1;

  private final SpecificDatumWriter<T> writer;
  private final SpecificDatumReader<T> reader;

  public BareAvro(Schema schema) {
    AvroTrust.establish();
    this.writer = new SpecificDatumWriter<>(schema);
    this.reader = new SpecificDatumReader<>(schema);
  }

  public byte[] encode(T record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    bytes.write(VERSION);
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
   * @throws IllegalStateException if the bytes are of another version or damaged: the store was
   *     written by a newer release, or by something else
   */
  public T decode(byte[] bytes) {
    return decode(bytes, 0);
  }

  /** Decodes what begins at {@code offset}, for rows that put bytes of their own in front. */
  public T decode(byte[] bytes, int offset) {
    if (bytes.length <= offset || bytes[offset] != VERSION) {
      throw new IllegalStateException(
          "a stored "
              + reader.getSchema().getName()
              + " has format "
              + (bytes.length <= offset ? "none" : bytes[offset])
              + ", this release reads "
              + VERSION);
    }
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, offset + 1, bytes.length - offset - 1, null);
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException damaged) {
      throw new IllegalStateException(
          "a stored " + reader.getSchema().getName() + " can't be read", damaged);
    }
  }
}
