package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes values with an older schema: drops fields that it lacks, and replaces symbols that it
 * lacks by its default. Writes the value, reads it as that schema's reader would, and writes it
 * again, since Avro's own writer goes by positions and ordinals, which may differ in the older
 * schema. Immutable; any thread.
 */
final class DowngradingWriter<T> implements DatumWriter<T> {
  private final DatumWriter<T> current;
  private final GenericDatumReader<Object> reader;
  private final GenericDatumWriter<Object> older;

  DowngradingWriter(DatumWriter<T> current, Schema currentSchema, Schema olderSchema) {
    GenericData withoutConversions = new GenericData();
    this.current = current;
    this.reader = new GenericDatumReader<>(currentSchema, olderSchema, withoutConversions);
    this.older = new GenericDatumWriter<>(olderSchema, withoutConversions);
  }

  @Override
  public void setSchema(Schema schema) {
    throw new UnsupportedOperationException("the schema stays");
  }

  @Override
  public void write(T value, Encoder out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    current.write(value, encoder);
    encoder.flush();
    older.write(
        reader.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)), out);
  }
}
