package dev.sluice.view;

import dev.sluice.failure.FailureType;
import dev.sluice.v1.Answer;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.Failure;
import dev.sluice.v1.FinishReason;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.Source;
import dev.sluice.v1.Usage;
import dev.sluice.wire.AvroTrust;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events of one tenant's requests, as tests need them. They are compared by their text: {@code
 * equals} of a generated record throws where a record in it has a nullable time (Avro 1.12.2).
 */
public final class Events {
  public static final Instant ACCEPTED_AT = Instant.parse("2026-11-20T10:00:00.123Z");
  public static final Instant ENDED_AT = ACCEPTED_AT.plusMillis(2_500);
  public static final String TENANT = "acme";

  /** Of an event that was not encoded for its topic. */
  static final byte[] NO_WIRE = {};

  static {
    AvroTrust.establish();
  }

  private Events() {}

  public static PollingEvent.Builder accepted(String pollingId) {
    return polling(pollingId, PollingEventKind.ACCEPTED, CallStatus.QUEUED, 1);
  }

  public static PollingEvent.Builder status(String pollingId, CallStatus status, long seq) {
    return polling(pollingId, PollingEventKind.STATUS, status, seq);
  }

  public static PollingEvent.Builder deleted(String pollingId, long seq) {
    return polling(pollingId, PollingEventKind.DELETED, CallStatus.ENDED, seq);
  }

  public static PollingEvent.Builder polling(
      String pollingId, PollingEventKind kind, CallStatus status, long seq) {
    return PollingEvent.newBuilder()
        .setPollingId(pollingId)
        .setRequestId("order-17")
        .setTenant(TENANT)
        .setKeyId("default")
        .setModel("chat")
        .setAcceptedAt(ACCEPTED_AT)
        .setKind(kind)
        .setStatus(status)
        .setOccurredAt(ACCEPTED_AT.plusMillis(seq))
        .setMetadata(Map.of("team", "search"))
        .setSource(source("sluice.requests", seq));
  }

  public static CompletionResult.Builder result(String pollingId, Answer answer) {
    return CompletionResult.newBuilder()
        .setPollingId(pollingId)
        .setRequestId("order-17")
        .setTenant(TENANT)
        .setKeyId("default")
        .setModel("chat")
        .setAcceptedAt(ACCEPTED_AT)
        .setCompletedAt(ENDED_AT)
        .setMetadata(Map.of("team", "search"))
        .setTarget("second")
        .setAnswer(answer)
        .setAttempts(
            List.of(
                attempt(1, "first", failure(FailureType.OVERLOADED)), attempt(2, "second", null)))
        .setUsage(usage(21, 5))
        .setSource(source("sluice.attempts", 9));
  }

  public static ErrorRecord.Builder failed(String pollingId, FailureType type) {
    return ErrorRecord.newBuilder()
        .setStage(ErrorStage.FAILED)
        .setPollingId(pollingId)
        .setRequestId("order-17")
        .setTenant(TENANT)
        .setKeyId("default")
        .setModel("chat")
        .setAcceptedAt(ACCEPTED_AT)
        .setOccurredAt(ENDED_AT)
        .setMetadata(Map.of("team", "search"))
        .setFailure(failure(type))
        .setAttempts(List.of(attempt(1, "first", failure(type))))
        .setSource(source("sluice.attempts", 9));
  }

  public static ErrorRecord.Builder rejected() {
    return ErrorRecord.newBuilder()
        .setStage(ErrorStage.REJECTED)
        .setRequestId("order-18")
        .setTenant(TENANT)
        .setModel("chat")
        .setOccurredAt(ENDED_AT)
        .setFailure(failure(FailureType.RATE_LIMITED))
        .setSource(source("sluice.requests", 10));
  }

  public static Answer text(String text) {
    return answer().setText(text).build();
  }

  public static Answer.Builder answer() {
    return Answer.newBuilder().setFinishReason(FinishReason.STOP);
  }

  public static Usage usage(long inputTokens, long outputTokens) {
    return Usage.newBuilder()
        .setInputTokens(inputTokens)
        .setCachedInputTokens(3)
        .setOutputTokens(outputTokens)
        .setReasoningTokens(2)
        .build();
  }

  public static Attempt attempt(int number, String target, @Nullable Failure failure) {
    return Attempt.newBuilder()
        .setAttemptId("attempt-" + number)
        .setNumber(number)
        .setTarget(target)
        .setProvider("echo")
        .setModel("echo-1")
        .setStartedAt(ACCEPTED_AT.plusMillis(10))
        .setEndedAt(ENDED_AT)
        .setFailure(failure)
        .build();
  }

  public static Failure failure(FailureType type) {
    return Failure.newBuilder()
        .setTypePath(type.path())
        .setMessage("It did not work out.")
        .setStatus(type.status())
        .setErrorType(type.errorType())
        .setCode(type.code())
        .build();
  }

  public static Source source(String topic, long seq) {
    return Source.newBuilder().setTopic(topic).setPartition(0).setOffset(seq).setSeq(seq).build();
  }
}
