package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.v1.Answer;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.GuardrailAction;
import dev.sluice.v1.Intervention;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.RawRecord;
import dev.sluice.v1.Source;
import dev.sluice.wire.AvroTrust;
import dev.sluice.wire.FailureRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** An event that is larger than a record may be is written all the same. */
class ShorteningTest {
  /** The smallest that may be configured. */
  private static final int MAX = 1 << 20;

  private static final RecordSizes SIZES = new RecordSizes(MAX);

  static {
    AvroTrust.establish();
  }

  @Property(tries = 60)
  void shouldFitEveryErrorRecordAndKeepItsNames(
      @ForAll @IntRange(min = 1, max = 2_000_000) int body,
      @ForAll @IntRange(max = 300) int attempts,
      @ForAll @IntRange(max = 2_000_000) int raw) {
    // Given
    ErrorRecord error =
        error(failure("b".repeat(body)), attempts)
            .setRawRecord(
                RawRecord.newBuilder()
                    .setValue(ByteBuffer.wrap(new byte[raw]))
                    .setValueSize(raw)
                    .build())
            .build();

    // When
    ErrorRecord fitted = SIZES.fitted(error, "acme", null);

    // Then
    assertThat(SIZES.bytes(fitted, "acme", null)).isLessThanOrEqualTo(MAX);
    assertThat(fitted.getPollingId()).isEqualTo(error.getPollingId());
    assertThat(fitted.getRequestId()).isEqualTo(error.getRequestId());
    assertThat(fitted.getSource()).isEqualTo(error.getSource());
    assertThat(fitted.getRawRecord().getValueSize()).isEqualTo(raw);
    assertThat(FailureRecords.fromRecord(fitted.getFailure()))
        .isInstanceOf(ProviderFailure.SchemaViolation.class);
  }

  @Test
  void shouldKeepAllProviderStatesOrNone() {
    // Given
    ProviderState small = new ProviderState("anthropic", "claude", null, "{}");
    ProviderState large = new ProviderState("anthropic", "claude", "c1", "x".repeat(600));
    Answer one = Answer.newBuilder().setProviderStates(List.of(small)).build();
    Answer two = Answer.newBuilder().setProviderStates(List.of(small, large)).build();
    Shortening shortening = new Shortening(512, 4);

    // When
    Answer left = shortening.of(two);

    // Then
    assertThat(left.getProviderStates()).isEmpty();
    assertThat(shortening.of(one)).isEqualTo(one);
  }

  @Test
  void shouldLeaveAnEventAloneWhenItFits() {
    // Given
    ErrorRecord error = error(failure("a short body"), 3).build();

    // When
    ErrorRecord fitted = SIZES.fitted(error, "acme", null);

    // Then
    assertThat(fitted).isSameAs(error);
  }

  @Test
  void shouldSayOfWhatItCutThatItIsTruncated() {
    // Given
    ErrorRecord error =
        error(failure("b".repeat(MAX)), 1)
            .setRawRecord(
                RawRecord.newBuilder()
                    .setValue(ByteBuffer.wrap(new byte[MAX]))
                    .setValueSize(MAX)
                    .build())
            .build();

    // When
    ErrorRecord fitted = SIZES.fitted(error, "acme", null);

    // Then
    assertThat(fitted.getRawRecord().getTruncated()).isTrue();
    assertThat(fitted.getFailure().getHttpResponse().getBodyTruncated()).isTrue();
    assertThat(fitted.getFailure().getHttpResponse().getBody()).startsWith("bbb").endsWith("…");
    // half of a JSON object would be none
    assertThat(fitted.getFailure().getDetails()).isNull();
  }

  @Test
  void shouldFitAPollingEventWithMoreInterventionsThanARecordTakes() {
    // Given
    PollingEvent event =
        PollingEvent.newBuilder()
            .setPollingId("resp_1")
            .setRequestId("r-1")
            .setTenant("acme")
            .setKeyId("default")
            .setModel("chat")
            .setAcceptedAt(Instant.EPOCH)
            .setKind(PollingEventKind.ACCEPTED)
            .setStatus(CallStatus.QUEUED)
            .setOccurredAt(Instant.EPOCH)
            .setMetadata(Map.of("a", "b"))
            .setSource(new Source("requests", 0, 1L, 1L, -1L))
            .setInterventions(
                Collections.nCopies(
                    50_000,
                    Intervention.newBuilder()
                        .setGuardrail("a guardrail of that name")
                        .setAction(GuardrailAction.UNKNOWN)
                        .setEntities(Map.of("EMAIL_ADDRESS", 1))
                        .build()))
            .build();

    // When
    PollingEvent fitted = SIZES.fitted(event, "acme", null);

    // Then
    assertThat(SIZES.bytes(fitted, "acme", null)).isLessThanOrEqualTo(MAX);
    assertThat(fitted.getInterventions()).isNotEmpty();
    assertThat(fitted.getMetadata()).isEqualTo(event.getMetadata());
  }

  private static ErrorRecord.Builder error(Failure failure, int attempts) {
    dev.sluice.v1.Failure record = FailureRecords.toRecord(failure);
    List<Attempt> all =
        IntStream.range(0, attempts)
            .mapToObj(
                number ->
                    Attempt.newBuilder()
                        .setAttemptId("att_" + number)
                        .setNumber(number)
                        .setTarget("first")
                        .setProvider("provider")
                        .setModel("model")
                        .setFailure(record)
                        .build())
            .toList();
    return ErrorRecord.newBuilder()
        .setStage(ErrorStage.FAILED)
        .setPollingId("resp_" + "p".repeat(80))
        .setRequestId("\uD83D\uDE00".repeat(256))
        .setTenant("acme")
        .setOccurredAt(Instant.EPOCH)
        .setFailure(record)
        .setAttempts(all)
        .setSource(new Source("attempts", 3, 7L, 11L, -1L));
  }

  /** With a body, headers, causes and details. */
  private static Failure failure(String body) {
    CauseFacts cause = new CauseFacts("java.io.IOException", "m".repeat(8_192), "s".repeat(8_192));
    FailureFacts facts =
        FailureFacts.of(FailureType.SCHEMA_VIOLATION, "the answer does not fit its schema")
            .withExchange(
                null,
                new HttpResponseFacts(
                    200, Map.of("x-request-id", List.of("h".repeat(1_024))), body, false))
            .withCauses(Collections.nCopies(8, cause));
    return new ProviderFailure.SchemaViolation(facts, body, "{}");
  }
}
