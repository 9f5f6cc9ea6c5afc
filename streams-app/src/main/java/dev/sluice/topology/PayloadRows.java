package dev.sluice.topology;

import dev.sluice.admission.PayloadHash;
import dev.sluice.admission.RequestMemory;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.BareAvro;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of requests, which also tells whether a repeated request ID has the same content.
 * Immutable; any thread.
 */
final class PayloadRows {
  private final BareAvro<CompletionRequest> avro;
  private final List<BareAvro<CompletionRequest>> inEachFormat;

  PayloadRows(RowFormats formats) {
    avro = new BareAvro<>(CompletionRequest.getClassSchema(), formats);
    inEachFormat = avro.inEachFormat();
  }

  byte[] encode(CompletionRequest request) {
    return avro.encode(RequestRecords.canonical(request));
  }

  CompletionRequest decode(byte[] payload) {
    return avro.decode(payload);
  }

  /** The request as it is read again once it has been stored. */
  CompletionRequest asStored(CompletionRequest request) {
    return avro.asStored(request);
  }

  /**
   * The hash to compare with a remembered one. That was made of the format which was written then:
   * a request that is published again after an upgrade is the same if it is so in that format.
   *
   * @param hash of the request in the format that is written now
   */
  PayloadHash hashLike(
      @Nullable RequestMemory memory, CompletionRequest request, PayloadHash hash) {
    if (memory == null || memory.hash().equals(hash)) {
      return hash;
    }
    CompletionRequest canonical = RequestRecords.canonical(request);
    return inEachFormat.stream()
        .map(format -> PayloadHash.ofPayload(format.encode(canonical)))
        .filter(memory.hash()::equals)
        .findFirst()
        .orElse(hash);
  }
}
