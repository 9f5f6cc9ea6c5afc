package dev.sluice.topology;

import dev.sluice.admission.DecisionTime;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.PayloadHash;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Reservation;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.PollingId;
import dev.sluice.call.Progress;
import dev.sluice.call.Request;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.outage.LogIds;
import dev.sluice.outage.Unquoted;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.RawRecord;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RequestProblems;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.TextLimits;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on requests: an accepted one gets a polling ID and a journal entry, any other an error
 * record. Writes nothing before the decision is made. Confined to the stream thread.
 */
final class RequestHandler implements InputHandler<CompletionRequest> {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

  private final GatewayTask task;
  private final GatewaySettings settings;
  private final GatewayStores stores;
  private final Journal journal;
  private final Decider decider;
  private final RawInput raw;

  RequestHandler(GatewayTask task, Journal journal, Decider decider) {
    this.task = task;
    this.settings = task.settings();
    this.stores = task.stores();
    this.journal = journal;
    this.decider = decider;
    this.raw = new RawInput(settings.rawBytesCap());
  }

  /** The record's timestamp is its append time: the broker's clock is the limiter's clock. */
  @Override
  public void handle(Record<String, Decoded<CompletionRequest>> record, SourcePosition position) {
    Instant now = Instant.ofEpochMilli(record.timestamp());
    if (record.value() instanceof Decoded.Absent && EventHeaders.isTick(record.headers())) {
      // safe from any writer: a tick carries only the broker's timestamp
      journal.tick(stores.tickAt(now, position.offset()), position);
      return;
    }
    Inbound inbound = inbound(record, position);
    DecisionTime at = stores.momentAt(inbound.at(), position.offset());
    if (inbound.tenant() != null) {
      // whatever becomes of this request, so that a replay need not know how far it came
      journal.admitDue(inbound.tenant(), at, position);
    }
    if (record.value() instanceof Decoded.Readable<CompletionRequest> readable) {
      // decide on the stored form: a process that takes the call over must find the same request
      CompletionRequest published = stores.payloadRows().asStored(readable.value());
      Optional<Failure> unfit =
          unfit(record.key(), new Decoded.Readable<>(published, readable.size()))
              .or(() -> unsigned(inbound, record.headers(), readable.signed()));
      if (unfit.isPresent()) {
        Decision.Refused refused = new Decision.Refused(unfit.get(), List.of());
        reject(inbound, requestOf(published), refused, raw.of(record.key(), readable));
      } else {
        new LogIds(inbound.tenant(), published.getRequestId(), null)
            .during(() -> decide(inbound, published, at));
      }
    } else {
      String reason =
          record.value() instanceof Decoded.Unreadable<CompletionRequest> unreadable
              ? unreadable.reason()
              : "the record has no value";
      FailureFacts facts = FailureFacts.of(FailureType.UNREADABLE_RECORD, reason);
      Failure failure = new CallerFailure.UnreadableRecord(facts);
      reject(
          inbound,
          null,
          new Decision.Refused(failure, List.of()),
          raw.of(record.key(), record.value()));
    }
  }

  @Override
  public boolean refuse(
      Record<String, Decoded<CompletionRequest>> record, SourcePosition position, Failure failure) {
    rejectUndecided(record, position, failure);
    return true;
  }

  @Override
  public void giveUp(
      Record<String, Decoded<CompletionRequest>> record, SourcePosition position, Failure failure) {
    rejectUndecided(record, position, failure);
  }

  private void rejectUndecided(
      Record<String, Decoded<CompletionRequest>> record, SourcePosition position, Failure failure) {
    Request request =
        record.value() instanceof Decoded.Readable<CompletionRequest> readable
            ? requestOf(readable.value())
            : null;
    Inbound inbound = inbound(record, position);
    var unused = stores.momentAt(inbound.at(), position.offset());
    reject(inbound, request, new Decision.Refused(failure, List.of()), null);
  }

  private Inbound inbound(Record<String, ?> record, SourcePosition position) {
    String tenant = TextLimits.tenant(record.key());
    return new Inbound(
        tenant,
        tenant == null ? null : task.policyInForce(tenant),
        Instant.ofEpochMilli(record.timestamp()),
        EventHeaders.traceparent(record.headers()),
        position);
  }

  private Optional<Failure> unfit(
      @Nullable String key, Decoded.Readable<CompletionRequest> request) {
    Optional<String> problem = TextLimits.tenantProblem(key);
    if (problem.isPresent()) {
      FailureFacts badKey =
          FailureFacts.of(FailureType.INVALID_REQUEST, problem.get()).withParam("key");
      return Optional.of(new CallerFailure.InvalidRequest(badKey));
    }
    return RequestProblems.refusal(request.value(), request.size(), settings.requestLimits());
  }

  private Optional<Failure> unsigned(
      Inbound inbound, Headers headers, @Nullable ByteBuffer signed) {
    String tenant = inbound.tenant();
    Policy policy = inbound.policy();
    if (tenant == null || policy == null) {
      return Optional.empty();
    }
    String header = EventHeaders.text(headers, EventHeaders.SIGNATURE);
    return settings
        .signatures()
        .complaint(policy.signatures(), tenant, header, signed)
        .map(
            complaint ->
                new PolicyFailure.AccessDenied(
                    FailureFacts.of(FailureType.ACCESS_DENIED, complaint).withStatus(401)));
  }

  private void decide(Inbound inbound, CompletionRequest published, DecisionTime at) {
    String tenant = Objects.requireNonNull(inbound.tenant());
    Request request = RequestRecords.fromRecord(published);
    byte[] payload = stores.payloadRows().encode(published);
    PayloadHash hash = stores.payloadRows().hash(published, payload);
    Candidate candidate = new Candidate(inbound, tenant, request, payload, hash, at);
    Decision decision;
    try {
      IdempotencyRecord memory = stores.memory(tenant, request.requestId(), inbound.at());
      decision = decider.decide(candidate, memory, stores, journal.backlog(candidate));
    } catch (KafkaException broken) {
      throw broken;
    } catch (RuntimeException bug) {
      if (PoisonPills.isOfNewerRelease(bug)) {
        throw bug;
      }
      // nothing has been written yet: this request fails, and the partition goes on
      log.error("a request of tenant {} could not be decided", tenant, Unquoted.of(bug));
      decision = new Decision.Refused(GatewayFailure.Internal.of(bug), List.of());
    }
    if (decision instanceof Decision.Opened opened) {
      open(candidate, opened);
    } else if (decision instanceof Decision.Repeated repeated) {
      repeat(candidate, repeated.memory());
    } else if (decision instanceof Decision.Refused refused) {
      reject(inbound, request, refused, null);
    }
  }

  private void open(Candidate candidate, Decision.Opened decision) {
    byte[] payload = payload(candidate, decision.terms());
    if (decision instanceof Decision.Accepted accepted) {
      LimitDecision.Admitted admitted = accepted.decision();
      refused(candidate.inbound(), admitted.usedUp());
      task.putLimits(candidate.tenant(), admitted.changedRows(), candidate.inbound().position());
      Call call = remember(candidate, accepted.terms(), new CallState.Queued());
      JournalEntry entry = new JournalEntry(call, admitted.reservation(), payload.length);
      journal.accept(entry, payload, candidate, accepted);
    } else if (decision instanceof Decision.Waiting waiting) {
      stores.putLimits(waiting.otherwise().evicted());
      refused(candidate.inbound(), waiting.limits());
      Call call = remember(candidate, waiting.terms(), new CallState.Waiting());
      Reservation nothing = new Reservation(candidate.at().appendedMs(), List.of());
      journal.await(new JournalEntry(call, nothing, payload.length), payload, candidate, waiting);
    }
  }

  /**
   * What guardrails changed exists only on the requests topic; from here on there is the changed
   * form.
   */
  private byte[] payload(Candidate candidate, Decision.Terms terms) {
    return terms.interventions().isEmpty()
        ? candidate.payload()
        : stores.payloadRows().encode(RequestRecords.toRecord(terms.request()));
  }

  private Call remember(Candidate candidate, Decision.Terms terms, CallState state) {
    Inbound inbound = candidate.inbound();
    SourcePosition position = inbound.position();
    String tenant = candidate.tenant();
    Request request = terms.request();
    String id =
        task.pollingIds().issue(tenant, position.partition(), inbound.at(), position.offset());
    stores.putMemory(
        tenant,
        request.requestId(),
        new IdempotencyRecord(candidate.hash(), id, candidate.at().appendedMs()));
    return new Call(
        AcceptedRequest.of(
            new PollingId(id, position.partition(), inbound.at(), position.offset()),
            tenant,
            request,
            inbound.traceparent()),
        terms.deadline(),
        request.rank(),
        inbound.policyVersion(),
        Progress.of(terms.plan()),
        state,
        terms.onBudget());
  }

  private void repeat(Candidate candidate, IdempotencyRecord memory) {
    Inbound inbound = candidate.inbound();
    JournalEntry open = journal.find(memory.pollingId());
    CallStatus status = open == null ? CallStatus.ENDED : JournalRows.status(open.call().state());
    Stamp stamp = task.stamp(inbound.position(), inbound.at());
    task.output()
        .polling(EventFactory.repeated(candidate, memory, status, stamp), inbound.traceparent());
  }

  private void reject(
      Inbound inbound,
      @Nullable Request request,
      Decision.Refused refused,
      @Nullable RawRecord raw) {
    stores.putLimits(refused.evicted());
    refused(inbound, refused.limits());
    task.output()
        .error(
            EventFactory.rejected(
                inbound.tenant(),
                request,
                refused,
                raw,
                inbound.policyVersion(),
                task.stamp(inbound.position(), inbound.at())),
            inbound.traceparent());
  }

  private void refused(Inbound inbound, List<LimitStatus> limits) {
    if (inbound.policy() != null) {
      task.limitsRefused(inbound.policy(), limits, inbound.position());
    }
  }

  /** What an invalid request says about itself, for its error record; null if unknown. */
  private static @Nullable Request requestOf(CompletionRequest published) {
    try {
      return RequestRecords.fromRecord(published);
    } catch (RuntimeException invalid) {
      return null;
    }
  }
}
