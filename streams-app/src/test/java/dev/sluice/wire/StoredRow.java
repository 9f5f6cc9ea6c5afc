package dev.sluice.wire;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One kind of row, with a sample of it.
 *
 * @param name of the file with the bytes that a release wrote
 * @param schema the name of the record that it consists of; null where it is in a format of its own
 * @param before how many bytes are in front of the record's
 * @param sample bytes of this release
 * @param rewrite reads a row as the gateway does, and writes it in other formats
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StoredRow(
    String name,
    @Nullable String schema,
    int before,
    byte[] sample,
    BiFunction<byte[], RowFormats, byte[]> rewrite) {

  public byte[] writtenWith(RowFormats formats) {
    return rewrite.apply(sample, formats);
  }

  @Override
  public String toString() {
    return name;
  }
}
