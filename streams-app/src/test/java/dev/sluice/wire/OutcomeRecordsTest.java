package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.OutcomeKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeRecordsTest {
  private static final AvroRowCodec<AttemptOutcome> AVRO =
      new AvroRowCodec<>(AttemptOutcome.getClassSchema());
  private static final Instant ENDED = Instant.parse("2026-11-21T10:00:00.123Z");
  private static final Usage USAGE = new Usage(10, 4, 2, 1, 20, 5, "flex", 1_234L, true);
  private static final Failure FAILURE =
      new ProviderFailure.Overloaded(FailureFacts.of(FailureType.OVERLOADED, "busy"));

  static Stream<Outcome> outcomes() {
    Answer full =
        new Answer(
                null,
                "no",
                "hm",
                List.of(new ToolCall("1", "f", "{}")),
                FinishReason.TOOL_CALLS,
                "tool_use",
                "id",
                "gpt",
                USAGE)
            .withProviderStates(
                List.of(
                    new ProviderState("gemini", "pro", null, "{}"),
                    new ProviderState("gemini", "pro", "1", "{\"thoughtSignature\": \"x==\"}")));
    Answer bare =
        new Answer("hi", null, null, List.of(), FinishReason.UNKNOWN, null, null, null, null);
    return Stream.of(
        new Outcome.Answered(full),
        new Outcome.Answered(bare),
        new Outcome.Answered(Answer.byGuardrail("manners", "let us stay polite", USAGE)),
        new Outcome.Answered(bare).adjusted(List.of("temperature dropped")),
        new Outcome.Failed(FAILURE),
        new Outcome.Failed(FAILURE).adjusted(List.of("seed dropped", "stop texts 6 -> 4")),
        new Outcome.Failed(FAILURE, true, USAGE),
        new Outcome.Abandoned());
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void shouldGiveAnEqualReportWhenItTravels(Outcome outcome) {
    // Given
    AttemptReport begun = report(outcome, ENDED.minusMillis(7));
    AttemptReport neverBegun = report(outcome, null);

    // When
    AttemptsMessage read = trip(OutcomeRecords.toRecord(begun));

    // Then
    assertThat(read).isEqualTo(new AttemptsMessage.Report(begun));
    assertThat(trip(OutcomeRecords.toRecord(neverBegun)))
        .isEqualTo(new AttemptsMessage.Report(neverBegun));
  }

  @Test
  void shouldTellALivingOwnerFromAnOutcome() {
    // Given
    AttemptOutcome sign = OutcomeRecords.ownerAlive("owner", ENDED, List.of("att_1"));

    // When
    AttemptsMessage read = trip(sign);

    // Then
    assertThat(read)
        .isEqualTo(new AttemptsMessage.OwnerAlive("owner", ENDED, List.of("att_1"), null));
  }

  @Test
  void shouldBeASignOfLifeForAllAttemptsWhenItIsAMark() {
    // Given
    AttemptOutcome mark = OutcomeRecords.mark("owner", ENDED, "m-1");

    // When
    AttemptsMessage read = trip(mark);

    // Then
    assertThat(read).isEqualTo(new AttemptsMessage.OwnerAlive("owner", ENDED, null, "m-1"));
  }

  @Test
  void shouldTellWhoIsDead() {
    // Given
    AttemptOutcome dead = OutcomeRecords.ownerDead("owner-1", ENDED);

    // When
    AttemptsMessage read = trip(dead);

    // Then
    assertThat(read).isEqualTo(new AttemptsMessage.OwnerDead("owner-1"));
  }

  @ParameterizedTest
  @EnumSource(
      value = OutcomeKind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OWNER_ALIVE", "OWNER_DEAD"})
  void shouldBeUnusableAndNotThrowWhenTheRecordIsIncompleteOrNewer(OutcomeKind kind) {
    // Given
    AttemptOutcome incomplete =
        AttemptOutcome.newBuilder().setKind(kind).setOwnerId("owner").setEndedAt(ENDED).build();

    // When
    AttemptsMessage read = trip(incomplete);

    // Then
    assertThat(read).isInstanceOf(AttemptsMessage.Unusable.class);
  }

  @Test
  void shouldListAnAnswerWithItsUsageAndNoFailure() {
    // Given
    Outcome answered = new Outcome.Answered(Answer.text("hi", USAGE));

    // When
    Attempt attempt = AttemptRecords.toRecord(EndedAttempt.of(report(answered, null)));

    // Then
    assertThat(attempt.getFailure()).isNull();
    assertThat(AnswerRecords.fromRecord(attempt.getUsage())).isEqualTo(USAGE);
    assertThat(attempt.getAttemptId()).isEqualTo("a-1");
    assertThat(attempt.getEndedAt()).isEqualTo(ENDED);
    assertThat(AttemptRecords.fromRecord(attempt))
        .isEqualTo(EndedAttempt.of(report(answered, null)));
  }

  @Test
  void shouldListAFailureWithoutUsage() {
    // Given
    AttemptReport failed = report(new Outcome.Failed(FAILURE), null);

    // When
    Attempt attempt = AttemptRecords.toRecord(EndedAttempt.of(failed));

    // Then
    assertThat(FailureRecords.fromRecord(attempt.getFailure())).isEqualTo(FAILURE);
    assertThat(attempt.getUsage()).isNull();
  }

  @Test
  void shouldListTheUsageOfAFailureThatWasPaidFor() {
    // Given
    AttemptReport failed = report(new Outcome.Failed(FAILURE, false, USAGE), null);

    // When
    Attempt attempt = AttemptRecords.toRecord(EndedAttempt.of(failed));

    // Then
    assertThat(attempt.getFailure()).isNotNull();
    assertThat(AnswerRecords.fromRecord(attempt.getUsage())).isEqualTo(USAGE);
  }

  @Test
  void shouldNotLookAnsweredWhenTheAttemptWasAbandoned() {
    // Given
    AttemptReport abandoned = report(new Outcome.Abandoned(), null);

    // When
    Attempt attempt = AttemptRecords.toRecord(EndedAttempt.of(abandoned));

    // Then
    assertThat(attempt.getFailure().getCode()).isEqualTo("attempt_abandoned");
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveAFinishReasonForEveryOneOfTheContract(dev.sluice.v1.FinishReason reason) {
    assertThat(Enums.byName(reason, FinishReason.UNKNOWN).name()).isEqualTo(reason.name());
  }

  private static AttemptsMessage trip(AttemptOutcome outcome) {
    return OutcomeRecords.fromRecord(AVRO.decode(AVRO.encode(outcome)));
  }

  private static AttemptReport report(Outcome outcome, @Nullable Instant startedAt) {
    AttemptRef attempt = new AttemptRef("a-1", 2, "fast", "openai", "gpt", startedAt, ENDED);
    return new AttemptReport("owner", "resp_1", attempt, outcome);
  }
}
