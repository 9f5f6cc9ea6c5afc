package dev.sluice.topology;

import dev.sluice.admission.ReservationCodec;
import dev.sluice.store.v1.ClosedRow;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RowFormats;
import java.nio.ByteBuffer;

/** The stored form of closed calls. Immutable; any thread. */
final class ClosedRows {
  private final AvroRowCodec<ClosedRow> avro;

  ClosedRows(RowFormats formats) {
    avro = new AvroRowCodec<>(ClosedRow.getClassSchema(), formats);
  }

  byte[] encode(ClosedCall call) {
    return avro.encode(
        ClosedRow.newBuilder()
            .setTenant(call.tenant())
            .setRequestId(call.requestId())
            .setKeyId(call.keyId())
            .setUser(call.user())
            .setModel(call.model())
            .setAcceptedAt(call.acceptedAt())
            .setPolicyVersion(call.policyVersion())
            .setSettled(call.settled())
            .setReservation(ByteBuffer.wrap(ReservationCodec.encode(call.reservation())))
            .build());
  }

  ClosedCall decode(String pollingId, byte[] bytes) {
    ClosedRow row = avro.decode(bytes);
    return new ClosedCall(
        pollingId,
        row.getTenant(),
        row.getRequestId(),
        row.getKeyId(),
        row.getUser(),
        row.getModel(),
        row.getAcceptedAt(),
        row.getPolicyVersion(),
        row.getSettled(),
        ReservationCodec.decode(AvroRowCodec.bytes(row.getReservation())));
  }
}
