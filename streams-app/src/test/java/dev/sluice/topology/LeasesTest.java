package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private final Leases leases = new Leases(Duration.ofSeconds(15));

  @Test
  void shouldTakeOverWhenTheOwnerWasSilentForTheLease() {
    // Given
    leases.found(out("att_1"), "resp_1", NOON);

    // When
    var early = leases.takeExpired(NOON.plusMillis(14_999));

    // Then
    assertThat(early).isEmpty();
    assertThat(leases.takeExpired(NOON.plusSeconds(15))).containsExactly(lost(1));
    assertThat(leases.takeExpired(NOON.plusSeconds(30))).isEmpty();
  }

  @Test
  void shouldWaitOnWhenTheOwnerWasHeard() {
    // Given
    leases.found(out("att_1"), "resp_1", NOON);

    // When
    leases.heard("other", null, NOON.plusSeconds(10));

    // Then
    assertThat(leases.takeExpired(NOON.plusSeconds(24))).isEmpty();
    assertThat(leases.takeExpired(NOON.plusSeconds(25))).containsExactly(lost(1));
  }

  @Test
  void shouldForgetACallThatEnded() {
    // Given
    leases.found(out("att_1"), "resp_1", NOON);
    leases.found(out("att_2"), "resp_2", NOON);

    // When
    leases.ended(out("att_1"), "resp_1");

    // Then
    assertThat(leases.takeExpired(NOON.plusSeconds(15))).containsExactly(lost(2));
  }

  @Test
  void shouldTakeOverWhatALivingOwnerDoesNotName() {
    // Given
    leases.found(out("att_1"), "resp_1", NOON);
    leases.found(out("att_2"), "resp_2", NOON);

    // When
    leases.heard("other", List.of("att_2", "att_3"), NOON.plusSeconds(10));

    // Then
    assertThat(leases.takeExpired(NOON.plusSeconds(15))).containsExactly(lost(1));
    assertThat(leases.takeExpired(NOON.plusSeconds(25))).containsExactly(lost(2));
  }

  @Test
  void shouldNotWaitForALeaseWhenNobodyHasTheCall() {
    // Given
    leases.lost(out("att_1"), "resp_1");
    leases.lost(out("att_2"), "resp_2");

    // When
    leases.ended(out("att_1"), "resp_1");

    // Then
    assertThat(leases.takeExpired(NOON)).containsExactly(lost(2));
    assertThat(leases.takeExpired(NOON)).isEmpty();
  }

  @Test
  void shouldTakeOverAtOnceWhenTheOwnerIsDead() {
    // Given
    leases.found(out("att_1"), "resp_1", NOON);
    leases.found(new CallState.Owned("att_2", "living", NOON), "resp_2", NOON);

    // When
    leases.dead("other");

    // Then
    assertThat(leases.takeExpired(NOON)).containsExactly(lost(1));
  }

  @Test
  void shouldNotShortenALeaseWhenAnOlderHeartbeatIsRead() {
    // Given
    leases.found(out("att_1"), "resp_1", NOON);

    // When
    leases.heard("other", null, NOON.minusSeconds(10));

    // Then
    assertThat(leases.takeExpired(NOON.plusSeconds(14))).isEmpty();
  }

  private static Leases.Lost lost(int number) {
    return new Leases.Lost("resp_" + number, "att_" + number);
  }

  private static CallState.InFlight out(String attemptId) {
    return new CallState.Owned(attemptId, "other", NOON);
  }
}
