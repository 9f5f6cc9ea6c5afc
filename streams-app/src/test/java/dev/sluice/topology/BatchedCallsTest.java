package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Reservation;
import dev.sluice.call.Call;
import dev.sluice.call.CallFixtures;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchedCallsTest {
  private static final int MIB = 1 << 20;

  private final BatchedCalls calls = new BatchedCalls("first", CallFixtures.NOON);

  private static JournalEntry entry(String id, int payloadSize) {
    Call any = CallFixtures.queued("first");
    Call call =
        new Call(
            CallFixtures.accepted(id, "acme", 0, null),
            CallFixtures.NOON.plus(Duration.ofHours(1)),
            any.rank(),
            any.policyVersion(),
            any.progress(),
            any.state());
    return new JournalEntry(call, new Reservation(0, List.of()), payloadSize);
  }

  @Test
  void shouldHaveRoomForAsManyBytesAsOneBatchTakes() {
    // When
    calls.add(entry("resp_1", 60 * MIB));

    // Then
    assertThat(calls.hasRoomFor(entry("resp_2", 4 * MIB))).isTrue();
    assertThat(calls.hasRoomFor(entry("resp_2", 4 * MIB + 1))).isFalse();
  }

  @Test
  void shouldHaveTheRoomAgainOfACallThatLeft() {
    // Given
    calls.add(entry("resp_1", 60 * MIB));
    calls.add(entry("resp_2", 4 * MIB));

    // When
    boolean wasHere = calls.remove("resp_1");

    // Then
    assertThat(wasHere).isTrue();
    assertThat(calls.remove("resp_1")).isFalse();
    assertThat(calls.hasRoomFor(entry("resp_3", 60 * MIB))).isTrue();
    assertThat(calls.hasRoomFor(entry("resp_3", 60 * MIB + 1))).isFalse();
  }

  @Test
  void shouldBeUnwantedWhenAllItsCallsAreWithdrawn() {
    // Given
    calls.add(entry("resp_1", 1));
    calls.add(entry("resp_2", 1));
    calls.withdraw("resp_1", "att_1");
    boolean wasUnwantedEarly = calls.isUnwanted();

    // When
    calls.withdraw("resp_2", "att_2");

    // Then
    assertThat(wasUnwantedEarly).isFalse();
    assertThat(calls.isUnwanted()).isTrue();
    assertThat(calls.withdrawn()).containsExactlyInAnyOrder("att_1", "att_2");
  }
}
