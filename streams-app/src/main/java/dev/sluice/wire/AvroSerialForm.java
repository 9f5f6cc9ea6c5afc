package dev.sluice.wire;

import dev.sluice.failure.Failure;
import dev.sluice.failure.SerialForm;

/** Serializes failures as the record that events hold. Stateless; any thread. */
public final class AvroSerialForm implements SerialForm {
  private static final AvroRowCodec<dev.sluice.v1.Failure> AVRO =
      new AvroRowCodec<>(dev.sluice.v1.Failure.getClassSchema());

  @Override
  public byte[] toBytes(Failure failure) {
    return AVRO.encode(FailureRecords.toRecord(failure));
  }

  @Override
  public Failure fromBytes(byte[] bytes) {
    return FailureRecords.fromRecord(AVRO.decode(bytes));
  }
}
