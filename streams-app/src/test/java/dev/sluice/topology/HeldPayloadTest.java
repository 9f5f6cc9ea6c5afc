package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.RecoveryHarness.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the payload of a call is until it ends. */
class HeldPayloadTest {
  private static final Outcome ANSWER =
      new Outcome.Answered(Answer.text("a gate for water", Usage.of(10, 5)));

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher one = new TestDispatcher("owner-1");
  private final TestDispatcher other = new TestDispatcher("owner-2");

  private List<String> rowsOf(String store) {
    return task.rows().keySet().stream().filter(key -> key.startsWith(store + " ")).toList();
  }

  @Test
  void shouldHoldASmallPayloadInTheEntryOfACallThatStartsAtOnce() {
    // Given
    task.comesTo(one);

    // When
    task.publishes("r-1");

    // Then
    assertThat(rowsOf(StoreNames.JOURNAL)).hasSize(1);
    assertThat(rowsOf(StoreNames.PAYLOADS)).isEmpty();
  }

  @Test
  void shouldCallAgainWithAPayloadThatItHoldsWhenItsOwnerIsLost() {
    // Given
    task.comesTo(one);
    task.publishes("r-1");
    task.comesTo(other);
    task.catchesUp();

    // When
    task.timePasses(LEASE.multipliedBy(2));

    // Then
    assertThat(other.next().request()).isEqualTo(request("r-1", "chat"));
  }

  @Test
  void shouldFallBackWithAPayloadThatItHolds() {
    // Given
    task.comesTo(one);
    task.publishesFor("chat", "r-1");

    // When
    task.ends(one.next(), one.ownerId(), new Outcome.Failed(CallFixtures.serverError()));

    // Then
    assertThat(one.next().request()).isEqualTo(request("r-1", "chat"));
    assertThat(rowsOf(StoreNames.PAYLOADS)).isEmpty();
  }

  @Test
  void shouldKeepALargePayloadApart() {
    // Given
    task.comesTo(one);
    Request large = request("r-1", "chat", "x".repeat(JournalEntry.MOST_HELD));

    // When
    task.publishes("acme", large);

    // Then
    assertThat(rowsOf(StoreNames.PAYLOADS)).hasSize(1);
    assertThat(one.next().request()).isEqualTo(large);
  }

  @Test
  void shouldKeepThePayloadOfACallThatQueuesApart() {
    // Given
    task.comesTo(one, 1);
    task.publishes("r-1");

    // When
    task.publishes("r-2");

    // Then
    assertThat(rowsOf(StoreNames.JOURNAL)).hasSize(2);
    assertThat(rowsOf(StoreNames.PAYLOADS)).hasSize(1);
  }

  @Test
  void shouldLeaveNothingOfItWhenTheCallEnds() {
    // Given
    task.comesTo(one);
    task.publishes("r-1");
    task.publishes("acme", request("r-2", "chat", "x".repeat(JournalEntry.MOST_HELD)));

    // When
    task.ends(one.next(), one.ownerId(), ANSWER);
    task.ends(one.next(), one.ownerId(), ANSWER);

    // Then
    assertThat(rowsOf(StoreNames.JOURNAL)).isEmpty();
    assertThat(rowsOf(StoreNames.PAYLOADS)).isEmpty();
  }
}
