package dev.sluice.topology;

import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.OnBudget;
import dev.sluice.admission.Settlement;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.Request;
import dev.sluice.call.Transition;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.Need;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.RawRecord;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.AnswerRecords;
import dev.sluice.wire.AttemptRecords;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.FailureRecords;
import dev.sluice.wire.GuardrailRecords;
import dev.sluice.wire.LimitRecords;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.TextLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the events that clients read. Pure. */
final class EventFactory {
  private EventFactory() {}

  /**
   * @param notBefore when a waiting call's turn may come; null if it doesn't wait, or no clock can
   *     tell
   */
  static PollingEvent accepted(
      Call call, Decision.Opened decision, @Nullable Instant notBefore, Stamp stamp) {
    return polling(call, PollingEventKind.ACCEPTED, stamp)
        .setLimits(LimitRecords.toRecords(decision.limits()))
        .setInterventions(GuardrailRecords.toRecords(decision.terms().interventions()))
        .setNotBefore(notBefore)
        .setNeeds(
            decision instanceof Decision.Waiting || call.onBudget() != null
                ? LimitRecords.needs(decision.needs().amounts())
                : List.of())
        .setBudgetNeeds(budgetNeeds(decision.needs()))
        .build();
  }

  private static List<Need> budgetNeeds(AdmissionRequest needs) {
    OnBudget instead = needs.onBudget();
    return instead == null ? List.of() : LimitRecords.needs(instead.amounts());
  }

  /** Nothing is reserved any more for a call that had ended. */
  static PollingEvent settled(AcceptedRequest request, Stamp stamp) {
    return polling(request, PollingEventKind.SETTLED, stamp).setStatus(CallStatus.ENDED).build();
  }

  /**
   * A policy is in force from here on.
   *
   * @param policy null where it was withdrawn
   */
  static PollingEvent policy(
      String tenant, @Nullable TenantPolicy policy, Instant recordedAt, Stamp stamp) {
    return ofNoRequest(PollingEventKind.POLICY, tenant, recordedAt, stamp)
        .setPolicyVersion(policy == null ? 0 : policy.getVersion())
        .setPolicy(policy == null ? null : PolicyRecords.withoutHashes(policy))
        .build();
  }

  /** The limiter's clock was put back. */
  static PollingEvent clock(Instant to, Stamp stamp) {
    return ofNoRequest(PollingEventKind.CLOCK, ClockReset.KEY, to, stamp).build();
  }

  private static PollingEvent.Builder ofNoRequest(
      PollingEventKind kind, String key, Instant at, Stamp stamp) {
    return PollingEvent.newBuilder()
        .setPollingId("")
        .setRequestId("")
        .setTenant(key)
        .setKeyId("")
        .setModel("")
        .setAcceptedAt(at)
        .setKind(kind)
        .setOccurredAt(stamp.at())
        .setSource(stamp.source());
  }

  static PollingEvent status(Call call, Stamp stamp) {
    return polling(call, PollingEventKind.STATUS, stamp).build();
  }

  private static PollingEvent.Builder polling(Call call, PollingEventKind kind, Stamp stamp) {
    PollingEvent.Builder event =
        polling(call.request(), kind, stamp)
            .setStatus(JournalRows.status(call.state()))
            .setMetadata(call.request().metadata())
            .setDeadline(call.deadline())
            .setOnBudget(call.onBudget())
            .setPolicyVersion(call.policyVersion());
    if (call.state() instanceof CallState.Owned || call.state() instanceof CallState.Batched) {
      PlannedTarget current = call.currentTarget();
      event.setAttempt(call.started()).setTarget(current.target());
    }
    if (call.state() instanceof CallState.Parked parked) {
      event.setNotBefore(parked.notBefore());
    }
    return event;
  }

  /** What all events of an accepted request have. */
  private static PollingEvent.Builder polling(
      AcceptedRequest request, PollingEventKind kind, Stamp stamp) {
    return PollingEvent.newBuilder()
        .setPollingId(request.pollingId())
        .setRequestId(request.requestId())
        .setTenant(request.tenant())
        .setKeyId(request.keyId())
        .setModel(request.model())
        .setUser(request.user())
        .setAcceptedAt(request.acceptedAt())
        .setKind(kind)
        .setOccurredAt(stamp.at())
        .setSource(stamp.source());
  }

  /** A repetition of an accepted request; nothing was consumed. */
  static PollingEvent repeated(
      Candidate candidate, IdempotencyRecord memory, CallStatus status, Stamp stamp) {
    Request request = candidate.published();
    return PollingEvent.newBuilder()
        .setPollingId(memory.pollingId())
        .setRequestId(request.requestId())
        .setTenant(candidate.tenant())
        .setKeyId(request.keyId())
        .setModel(request.model())
        .setAcceptedAt(Instant.ofEpochMilli(memory.acceptedAtMs()))
        .setKind(PollingEventKind.ACCEPTED)
        .setStatus(status)
        .setRepeat(true)
        .setOccurredAt(stamp.at())
        .setUser(request.user())
        .setMetadata(request.metadata())
        .setSource(stamp.source())
        .build();
  }

  static CompletionResult result(
      Call call, Transition.Answered end, Settlement settled, Stamp stamp) {
    AcceptedRequest request = call.request();
    return CompletionResult.newBuilder()
        .setPollingId(request.pollingId())
        .setRequestId(request.requestId())
        .setTenant(request.tenant())
        .setKeyId(request.keyId())
        .setModel(request.model())
        .setAcceptedAt(request.acceptedAt())
        .setCompletedAt(stamp.at())
        .setUser(request.user())
        .setMetadata(request.metadata())
        .setTarget(end.target())
        .setAnswer(AnswerRecords.toRecord(end.answer()))
        .setAttempts(attempts(end.attempts()))
        .setUsage(AnswerRecords.toRecord(used(end.attempts())))
        .setOverruns(LimitRecords.overruns(settled))
        .setOnBudget(call.onBudget())
        .setPolicyVersion(call.policyVersion())
        .setSource(stamp.source())
        .build();
  }

  static ErrorRecord failed(Call call, Transition.Failed end, Settlement settled, Stamp stamp) {
    return failure(call, end, settled, stamp).build();
  }

  /** Of a call whose attempt is not over. */
  static ErrorRecord unsettled(Call call, Failure failure, Settlement released, Stamp stamp) {
    return failure(call, new Transition.Failed(failure, call.ended()), released, stamp)
        .setUnsettled(true)
        .build();
  }

  private static ErrorRecord.Builder failure(
      Call call, Transition.Failed end, Settlement settled, Stamp stamp) {
    AcceptedRequest request = call.request();
    return ErrorRecord.newBuilder()
        .setStage(ErrorStage.FAILED)
        .setPollingId(request.pollingId())
        .setRequestId(request.requestId())
        .setTenant(request.tenant())
        .setKeyId(request.keyId())
        .setModel(request.model())
        .setUser(request.user())
        .setMetadata(request.metadata())
        .setAcceptedAt(request.acceptedAt())
        .setOccurredAt(stamp.at())
        .setFailure(FailureRecords.toRecord(end.failure()))
        .setAttempts(attempts(end.attempts()))
        .setUsage(AnswerRecords.toRecord(used(end.attempts())))
        .setOverruns(LimitRecords.overruns(settled))
        .setOnBudget(call.onBudget())
        .setPolicyVersion(call.policyVersion())
        .setSource(stamp.source());
  }

  /**
   * The answer to a request that was not accepted.
   *
   * @param tenant null where the record's key can't be one
   * @param request null where it could not be read
   * @param raw what could not be read; null for what could
   */
  static ErrorRecord rejected(
      @Nullable String tenant,
      @Nullable Request request,
      Decision.Refused refusal,
      @Nullable RawRecord raw,
      long policyVersion,
      Stamp stamp) {
    ErrorRecord.Builder record =
        ErrorRecord.newBuilder()
            .setStage(ErrorStage.REJECTED)
            .setTenant(tenant)
            .setOccurredAt(stamp.at())
            .setFailure(FailureRecords.toRecord(refusal.failure()))
            .setLimits(LimitRecords.toRecords(refusal.limits()))
            .setNeeds(LimitRecords.needs(refusal.needs()))
            .setBudgetNeeds(LimitRecords.needs(refusal.onBudget()))
            .setRawRecord(raw)
            .setPolicyVersion(policyVersion)
            .setSource(stamp.source());
    if (request != null) {
      // what is too long is often what it is rejected for
      record
          .setRequestId(TextLimits.nameOrNull(request.requestId()))
          .setKeyId(TextLimits.nameOrNull(request.keyId()))
          .setModel(TextLimits.nameOrNull(request.model()))
          .setUser(TextLimits.nameOrNull(request.user()))
          .setMetadata(TextLimits.metadataOrNone(request.metadata()));
    }
    return record.build();
  }

  /** A skipped record, identified by its position alone, without any of its content. */
  static ErrorRecord deadLetter(@Nullable String tenant, Failure failure, Stamp stamp) {
    return ErrorRecord.newBuilder()
        .setTenant(tenant)
        .setOccurredAt(stamp.at())
        .setFailure(FailureRecords.toRecord(failure))
        .setSource(stamp.source())
        .build();
  }

  /** An attempt answered after its call had ended: it is billed nevertheless. */
  static PollingEvent lateUsage(
      ClosedCall call, EndedAttempt late, Settlement charged, Stamp stamp) {
    return polling(call.request(), PollingEventKind.LATE_USAGE, stamp)
        .setStatus(CallStatus.ENDED)
        .setMetadata(Map.of())
        .setPolicyVersion(call.policyVersion())
        .setLate(AttemptRecords.toRecord(late))
        .setOverruns(LimitRecords.overruns(charged))
        .build();
  }

  static PollingEvent deleted(CompletionResult ended, Stamp stamp) {
    return deleted(stamp)
        .setPollingId(ended.getPollingId())
        .setRequestId(ended.getRequestId())
        .setTenant(ended.getTenant())
        .setKeyId(ended.getKeyId())
        .setModel(ended.getModel())
        .setUser(ended.getUser())
        .setAcceptedAt(ended.getAcceptedAt())
        .setPolicyVersion(ended.getPolicyVersion())
        .build();
  }

  /**
   * @param ended of an accepted request
   */
  static PollingEvent deleted(ErrorRecord ended, Stamp stamp) {
    return deleted(stamp)
        .setPollingId(ended.getPollingId())
        .setRequestId(ended.getRequestId())
        .setTenant(ended.getTenant())
        .setKeyId(ended.getKeyId())
        .setModel(ended.getModel())
        .setUser(ended.getUser())
        .setAcceptedAt(ended.getAcceptedAt())
        .setPolicyVersion(ended.getPolicyVersion())
        .build();
  }

  private static PollingEvent.Builder deleted(Stamp stamp) {
    return PollingEvent.newBuilder()
        .setKind(PollingEventKind.DELETED)
        .setStatus(CallStatus.ENDED)
        .setMetadata(Map.of())
        .setOccurredAt(stamp.at())
        .setSource(stamp.source());
  }

  private static List<Attempt> attempts(List<EndedAttempt> attempts) {
    return attempts.stream().map(AttemptRecords::toRecord).toList();
  }

  private static Usage used(List<EndedAttempt> attempts) {
    Usage all = Usage.NONE;
    for (EndedAttempt attempt : attempts) {
      if (attempt.usage() != null) {
        all = all.plus(attempt.usage());
      }
    }
    return all;
  }
}
