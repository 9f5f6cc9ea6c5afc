package dev.sluice.topology;

import dev.sluice.admission.PayloadHash;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;

/** The stored form of requests. Immutable; any thread. */
final class PayloadRows {
  private final AvroRowCodec<CompletionRequest> avro;

  PayloadRows(RowFormats formats) {
    avro = new AvroRowCodec<>(CompletionRequest.getClassSchema(), formats);
  }

  byte[] encode(CompletionRequest request) {
    return avro.encode(RequestRecords.canonical(request));
  }

  /**
   * Of what tells repeats of a request from conflicts with it.
   *
   * @param payload the request, encoded
   */
  PayloadHash hash(CompletionRequest request, byte[] payload) {
    return PayloadHash.ofPayload(
        request.getStream() ? avro.encode(RequestRecords.identity(request)) : payload);
  }

  CompletionRequest decode(byte[] payload) {
    return avro.decode(payload);
  }

  /** The request as it will be read once it has been stored. */
  CompletionRequest asStored(CompletionRequest request) {
    return avro.asStored(request);
  }
}
