package dev.sluice.topology;

import dev.sluice.admission.ReservationCodec;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.PollingId;
import dev.sluice.store.v1.ClosedRow;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RowFormats;
import java.nio.ByteBuffer;
import java.util.Map;

/** The stored form of closed calls. Immutable; any thread. */
final class ClosedRows {
  private final AvroRowCodec<ClosedRow> avro;

  ClosedRows(RowFormats formats) {
    avro = new AvroRowCodec<>(ClosedRow.getClassSchema(), formats);
  }

  byte[] encode(ClosedCall call) {
    AcceptedRequest request = call.request();
    return avro.encode(
        ClosedRow.newBuilder()
            .setTenant(request.tenant())
            .setRequestId(request.requestId())
            .setKeyId(request.keyId())
            .setUser(request.user())
            .setModel(request.model())
            .setAcceptedAt(request.acceptedAt())
            .setPolicyVersion(call.policyVersion())
            .setSettled(call.settled())
            .setReservation(ByteBuffer.wrap(ReservationCodec.encode(call.reservation())))
            .build());
  }

  ClosedCall decode(PollingId id, byte[] bytes) {
    ClosedRow row = avro.decode(bytes);
    AcceptedRequest request =
        new AcceptedRequest(
            id,
            row.getRequestId(),
            row.getTenant(),
            row.getKeyId(),
            row.getUser(),
            row.getModel(),
            Map.of(),
            null);
    return new ClosedCall(
        request,
        row.getPolicyVersion(),
        row.getSettled(),
        ReservationCodec.decode(AvroRowCodec.bytes(row.getReservation())));
  }
}
