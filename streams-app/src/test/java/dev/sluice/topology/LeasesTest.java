package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private final Leases leases = new Leases(Duration.ofSeconds(15));

  @Test
  void shouldTakeOverWhenTheOwnerWasSilentForTheLease() {
    // Given
    leases.found("other", "resp_1", NOON);

    // When
    var early = leases.takeExpired(NOON.plusMillis(14_999));

    // Then
    assertThat(early).isEmpty();
    assertThat(leases.takeExpired(NOON.plusSeconds(15))).containsExactly("resp_1");
    assertThat(leases.takeExpired(NOON.plusSeconds(30))).isEmpty();
  }

  @Test
  void shouldWaitOnWhenTheOwnerWasHeard() {
    // Given
    leases.found("other", "resp_1", NOON);

    // When
    leases.heard("other", NOON.plusSeconds(10));

    // Then
    assertThat(leases.takeExpired(NOON.plusSeconds(24))).isEmpty();
    assertThat(leases.takeExpired(NOON.plusSeconds(25))).containsExactly("resp_1");
  }

  @Test
  void shouldForgetACallThatEnded() {
    // Given
    leases.found("other", "resp_1", NOON);
    leases.found("other", "resp_2", NOON);

    // When
    leases.ended("other", "resp_1");

    // Then
    assertThat(leases.takeExpired(NOON.plusSeconds(15))).containsExactly("resp_2");
  }
}
