package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.rateLimited;
import static dev.sluice.call.CallFixtures.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Reservation;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.Call;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.CallState;
import dev.sluice.call.CallStateMachine;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.FallbackList;
import dev.sluice.call.Outcome;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.Sampling;
import dev.sluice.call.TargetHealth;
import dev.sluice.call.Transition;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpResponseFacts;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.wire.RowFormats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalRowsTest {
  private final JournalRows rows = new JournalRows(RowFormats.newest(), new RecordSizes(1 << 20));
  private final CallStateMachine machine = new CallStateMachine(9, GatewayHarness.ROUTES);

  @Test
  void shouldGiveBackAParkedCallWithItsListsAndRetries() {
    // Given
    List<PlannedTarget> plan =
        Arrays.stream(FallbackList.values())
            .map(list -> new PlannedTarget("slow", Sampling.NONE.withMaxOutputTokens(9), list))
            .toList();
    Call started = machine.start(CallFixtures.queued(plan), "owner-1", TargetHealth.FIT, NOON);
    Outcome failed = new Outcome.Failed(rateLimited(Duration.ofSeconds(7)), false, Usage.of(3, 1));
    Transition step = machine.outcome(started, report(started, failed), TargetHealth.FIT, NOON);
    Call parked = ((Transition.GoesOn) step).call();
    JournalEntry entry = new JournalEntry(parked, new Reservation(0, List.of()), 0);

    // When
    JournalEntry read = rows.decode(parked.pollingId(), rows.encode(entry));

    // Then
    assertThat(parked.state()).isInstanceOf(CallState.Parked.class);
    assertThat(parked.progress().retried()).isNotEmpty();
    assertThat(read).isEqualTo(entry);
  }

  @Test
  void shouldGiveBackAPayloadThatItHolds() {
    // Given
    Call call = CallFixtures.queued("slow");
    JournalEntry entry =
        new JournalEntry(call, new Reservation(0, List.of()), 3).holding(new byte[] {1, 0, -1});

    // When
    JournalEntry read = rows.decode(call.pollingId(), rows.encode(entry));

    // Then
    assertThat(read).isEqualTo(entry);
    assertThat(read.payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, -1}));
  }

  @Test
  void shouldKeepEveryAttemptWhenTogetherTheyAreLargerThanARecord() {
    // Given
    int max = 1 << 20;
    Call call = CallFixtures.queued("slow");
    List<EndedAttempt> attempts =
        IntStream.range(0, 100).mapToObj(number -> attempt(number, "b".repeat(16_384))).toList();
    JournalEntry entry =
        new JournalEntry(CallFixtures.after(call, attempts), new Reservation(0, List.of()), 3)
            .holding(new byte[8_192]);

    // When
    byte[] row = rows.encode(entry);

    // Then
    assertThat(row.length).isLessThan(max);
    JournalEntry read = rows.decode(call.pollingId(), row);
    assertThat(read.payload()).isEqualTo(entry.payload());
    assertThat(read.call().ended())
        .extracting(EndedAttempt::attemptId)
        .containsExactlyElementsOf(attempts.stream().map(EndedAttempt::attemptId).toList());
    assertThat(read.call().ended().get(99).failure())
        .isInstanceOf(ProviderFailure.ServerError.class);
  }

  private static EndedAttempt attempt(int number, String body) {
    FailureFacts facts =
        FailureFacts.of(FailureType.SERVER_ERROR, "the provider is broken")
            .withExchange(null, new HttpResponseFacts(500, Map.of(), body, false));
    return new EndedAttempt(
        new AttemptRef("att_" + number, number, "slow", "provider", "model", NOON, NOON),
        new ProviderFailure.ServerError(facts),
        null);
  }
}
