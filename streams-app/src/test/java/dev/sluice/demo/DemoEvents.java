package dev.sluice.demo;

import dev.sluice.client.Event;
import dev.sluice.client.Expectation;
import dev.sluice.client.Published;
import dev.sluice.client.RequestLine;
import dev.sluice.client.RequestOutcome;
import dev.sluice.client.RequestOutcomes;
import dev.sluice.v1.Answer;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.Failure;
import dev.sluice.v1.HttpResponse;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.RawRecord;
import dev.sluice.v1.Source;
import dev.sluice.v1.Usage;
import dev.sluice.wire.AvroTrust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** What one request of a demo leads to, each event seen 10 ms after the one before. */
public final class DemoEvents {
  private static final Instant SENT_AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final String POLLING_ID = "resp_name-of-call";

  static {
    AvroTrust.establish();
  }

  private DemoEvents() {}

  public static RequestLine line(Expectation expected) {
    CompletionRequest request =
        CompletionRequest.newBuilder()
            .setRequestId("r-7")
            .setModel("chat")
            .setMessages(List.of())
            .build();
    return new RequestLine(7, "acme", request, null, expected);
  }

  public static List<RequestOutcome> outcomes(RequestLine line, SpecificRecord... values) {
    List<Event> events = new ArrayList<>();
    Instant seenAt = SENT_AT;
    for (SpecificRecord value : values) {
      seenAt = seenAt.plusMillis(10);
      events.add(new Event("any", 3, events.size(), "acme", seenAt, seenAt, value));
    }
    return RequestOutcomes.of(List.of(new Published(line, 3, 42, SENT_AT)), "requests", events);
  }

  static PollingEvent accepted(boolean repeat) {
    return PollingEvent.newBuilder()
        .setPollingId(POLLING_ID)
        .setRequestId("r-7")
        .setTenant("acme")
        .setKeyId("default")
        .setModel("chat")
        .setAcceptedAt(SENT_AT)
        .setKind(PollingEventKind.ACCEPTED)
        .setRepeat(repeat)
        .setOccurredAt(SENT_AT)
        .setSource(source("requests", 42))
        .build();
  }

  /** Answered by the last of the targets, after the others had failed. */
  static CompletionResult result(String target, String... failed) {
    List<Attempt> attempts = new ArrayList<>();
    for (String each : failed) {
      attempts.add(
          attempt(each)
              .setFailure(
                  Failure.newBuilder(failure(503, "provider", "overloaded"))
                      .setHttpResponse(HttpResponse.newBuilder().setStatus(503).build())
                      .build())
              .build());
    }
    attempts.add(attempt(target).build());
    return CompletionResult.newBuilder()
        .setPollingId(POLLING_ID)
        .setRequestId("r-7")
        .setTenant("acme")
        .setKeyId("default")
        .setModel("chat")
        .setAcceptedAt(SENT_AT)
        .setCompletedAt(SENT_AT)
        .setTarget(target)
        .setAnswer(Answer.newBuilder().setText("yes").build())
        .setAttempts(attempts)
        .setUsage(Usage.newBuilder().build())
        .setSource(source("attempts", 1))
        .build();
  }

  static ErrorRecord failed(int status) {
    return error(failure(status, "provider", "server_error"))
        .setStage(ErrorStage.FAILED)
        .setPollingId(POLLING_ID)
        .setSource(source("attempts", 1))
        .build();
  }

  public static ErrorRecord rejected(int status, boolean unreadable) {
    return error(failure(status, "policy", "rate_limited"))
        .setStage(ErrorStage.REJECTED)
        .setRawRecord(unreadable ? RawRecord.newBuilder().setValueSize(1).build() : null)
        .setSource(source("requests", 42))
        .build();
  }

  private static ErrorRecord.Builder error(Failure failure) {
    return ErrorRecord.newBuilder().setTenant("acme").setOccurredAt(SENT_AT).setFailure(failure);
  }

  private static Attempt.Builder attempt(String target) {
    return Attempt.newBuilder()
        .setAttemptId("a")
        .setNumber(1)
        .setTarget(target)
        .setProvider("echo")
        .setModel("m");
  }

  private static Failure failure(int status, String... path) {
    return Failure.newBuilder()
        .setTypePath(List.of(path))
        .setMessage("It did not work out.")
        .setStatus(status)
        .setErrorType("any")
        .build();
  }

  private static Source source(String topic, long offset) {
    return Source.newBuilder().setTopic(topic).setPartition(3).setOffset(offset).setSeq(1).build();
  }
}
