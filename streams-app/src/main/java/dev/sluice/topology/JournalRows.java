package dev.sluice.topology;

import dev.sluice.admission.ReservationCodec;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.FallbackList;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.PollingId;
import dev.sluice.call.Progress;
import dev.sluice.call.Retryable;
import dev.sluice.store.v1.JournalRow;
import dev.sluice.store.v1.PlannedTargetList;
import dev.sluice.store.v1.PlannedTargetRow;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CallStatus;
import dev.sluice.wire.AttemptRecords;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The stored form of journal entries. Immutable; any thread. */
final class JournalRows {
  private final AvroRowCodec<JournalRow> avro;
  private final RecordSizes sizes;

  /**
   * @param sizes of the changelog's records
   */
  JournalRows(RowFormats formats, RecordSizes sizes) {
    this.avro = new AvroRowCodec<>(JournalRow.getClassSchema(), formats);
    this.sizes = sizes;
  }

  byte[] encode(JournalEntry entry) {
    Call call = entry.call();
    AcceptedRequest request = call.request();
    Progress progress = call.progress();
    JournalRow.Builder row =
        JournalRow.newBuilder()
            .setTenant(request.tenant())
            .setRequestId(request.requestId())
            .setKeyId(request.keyId())
            .setUser(request.user())
            .setModel(request.model())
            .setMetadata(request.metadata())
            .setPartition(request.partition())
            .setOffset(request.offset())
            .setAcceptedAt(request.acceptedAt())
            .setDeadline(call.deadline())
            .setPolicyVersion(call.policyVersion())
            .setRank(call.rank())
            .setTraceparent(request.traceparent())
            .setPlan(progress.plan().stream().map(JournalRows::toRow).toList())
            .setPosition(progress.position())
            .setTries(progress.tries())
            .setRetried(progress.retried().stream().map(Retryable::label).toList())
            .setStarted(progress.started())
            .setStatus(status(call.state()))
            .setEnded(progress.ended().stream().map(AttemptRecords::toRecord).toList())
            .setReservation(ByteBuffer.wrap(ReservationCodec.encode(entry.reservation())))
            .setPayloadSize(entry.payloadSize())
            .setPayload(entry.payload())
            .setOnBudget(call.onBudget());
    if (call.state() instanceof CallState.InFlight out) {
      row.setAttemptId(out.attemptId()).setOwnerId(out.ownerId()).setOwnedSince(out.since());
    }
    String batchId = call.batchId();
    if (batchId != null && call.state() instanceof CallState.Open open) {
      row.setAttemptId(open.attemptId()).setBatchId(batchId);
    }
    if (call.state() instanceof CallState.Parked parked) {
      row.setNotBefore(parked.notBefore());
    }
    return fitted(row, row.getEnded());
  }

  /** Many attempts, each with what its provider said, may be more than one record. */
  private byte[] fitted(JournalRow.Builder row, List<Attempt> ended) {
    byte[] bytes = avro.encode(row.build());
    for (Shortening step : Shortening.STEPS) {
      if (sizes.takes(bytes.length)) {
        break;
      }
      row.setEnded(ended.stream().map(step::of).toList());
      bytes = avro.encode(row.build());
    }
    return bytes;
  }

  JournalEntry decode(String pollingId, byte[] bytes) {
    JournalRow row = avro.decode(bytes);
    AcceptedRequest request =
        new AcceptedRequest(
            new PollingId(pollingId, row.getPartition(), row.getAcceptedAt(), row.getOffset()),
            row.getRequestId(),
            row.getTenant(),
            row.getKeyId(),
            row.getUser(),
            row.getModel(),
            row.getMetadata(),
            row.getTraceparent());
    Progress progress =
        new Progress(
            row.getPlan().stream().map(JournalRows::fromRow).toList(),
            row.getPosition(),
            row.getTries(),
            retried(row),
            row.getStarted(),
            row.getEnded().stream().map(AttemptRecords::fromRecord).toList());
    Call call =
        new Call(
            request,
            row.getDeadline(),
            row.getRank(),
            row.getPolicyVersion(),
            progress,
            state(row),
            row.getOnBudget());
    return new JournalEntry(
        call,
        ReservationCodec.decode(AvroRowCodec.bytes(row.getReservation())),
        row.getPayloadSize(),
        row.getPayload());
  }

  static CallStatus status(CallState state) {
    return switch (state.kind()) {
      case WAITING -> CallStatus.WAITING;
      // it waits until the provider takes its turn
      case QUEUED, BATCHED -> CallStatus.QUEUED;
      case OWNED -> CallStatus.IN_PROGRESS;
      case PARKED -> CallStatus.PARKED;
      case UNSETTLED -> CallStatus.ENDED;
    };
  }

  private static CallState state(JournalRow row) {
    String batchId = row.getBatchId();
    if (batchId != null) {
      String attemptId = Objects.requireNonNull(row.getAttemptId());
      return row.getStatus() == CallStatus.ENDED
          ? new CallState.UnsettledBatched(attemptId, batchId)
          : new CallState.Batched(attemptId, batchId);
    }
    return switch (row.getStatus()) {
      case WAITING -> new CallState.Waiting();
      case QUEUED -> new CallState.Queued();
      case IN_PROGRESS ->
          new CallState.Owned(
              Objects.requireNonNull(row.getAttemptId()),
              Objects.requireNonNull(row.getOwnerId()),
              Objects.requireNonNull(row.getOwnedSince()));
      case PARKED -> new CallState.Parked(Objects.requireNonNull(row.getNotBefore()));
      case ENDED ->
          new CallState.Unsettled(
              Objects.requireNonNull(row.getAttemptId()),
              Objects.requireNonNull(row.getOwnerId()),
              Objects.requireNonNull(row.getOwnedSince()));
      case UNKNOWN ->
          throw new IllegalStateException("a journal entry can't be " + row.getStatus());
    };
  }

  /** A kind that a newer release wrote and this one has no name for counts for none. */
  private static List<Retryable> retried(JournalRow row) {
    return row.getRetried().stream()
        .flatMap(
            label -> Arrays.stream(Retryable.values()).filter(kind -> kind.label().equals(label)))
        .toList();
  }

  private static PlannedTargetRow toRow(PlannedTarget planned) {
    return new PlannedTargetRow(
        planned.target(),
        RequestRecords.toRecord(planned.sampling()),
        PlannedTargetList.valueOf(planned.list().name()));
  }

  private static PlannedTarget fromRow(PlannedTargetRow row) {
    return new PlannedTarget(
        row.getTarget(),
        RequestRecords.fromRecord(row.getSampling()),
        FallbackList.valueOf(row.getList().name()));
  }
}
