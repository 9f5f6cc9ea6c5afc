package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PollingIdsTest {
  private static final byte[] OLD =
      "an old secret of enough bytes".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEW = "a new secret of enough bytes".getBytes(StandardCharsets.UTF_8);

  private final PollingIds ids = new PollingIds("sluice.requests", 1, Map.of(1, OLD));

  @Test
  void shouldTellThePlaceOfTheRequestToItsTenant() {
    // Given
    String id = ids.issue("acme", 3, NOON, 42);

    // When
    PollingId read = ids.verify(id, "acme").orElseThrow();

    // Then
    assertThat(read).isEqualTo(new PollingId(id, 3, NOON, 42));
    assertThat(PollingIds.unverified(id)).contains(read);
  }

  @Test
  void shouldNameAReprocessedRequestTheSame() {
    assertThat(ids.issue("acme", 3, NOON, 42)).isEqualTo(ids.issue("acme", 3, NOON, 42));
  }

  @Test
  void shouldNotVerifyForAnotherTenantOrTopic() {
    // Given
    String id = ids.issue("acme", 3, NOON, 42);
    PollingIds elsewhere = new PollingIds("other.requests", 1, Map.of(1, OLD));

    // When, Then
    assertThat(ids.verify(id, "globex")).isEmpty();
    assertThat(elsewhere.verify(id, "acme")).isEmpty();
  }

  @Test
  void shouldNotVerifyWhenAnyCharacterIsChangedMissingOrAdded() {
    // Given
    String id = ids.issue("acme", 3, NOON, 42);

    // When, Then
    for (int i = 0; i < id.length(); i++) {
      char other = id.charAt(i) == 'A' ? 'B' : 'A';
      String forged = id.substring(0, i) + other + id.substring(i + 1);
      assertThat(ids.verify(forged, "acme")).as(forged).isEmpty();
      assertThat(ids.verify(id.substring(0, i), "acme")).isEmpty();
    }
    assertThat(ids.verify(id + "A", "acme")).isEmpty();
    assertThat(ids.verify(id + "=", "acme")).isEmpty();
  }

  @Test
  void shouldVerifyOldIdsWhenTheSecretWasRotated() {
    // Given
    String id = ids.issue("acme", 3, NOON, 42);

    // When
    PollingIds rotated = new PollingIds("sluice.requests", 2, Map.of(1, OLD, 2, NEW));

    // Then
    assertThat(rotated.verify(id, "acme")).isPresent();
    assertThat(rotated.issue("acme", 3, NOON, 42)).isNotEqualTo(id);
    assertThat(ids.verify(rotated.issue("acme", 3, NOON, 42), "acme")).isEmpty();
  }

  @Test
  void shouldRefuseAShortSecretWithoutTellingIt() {
    assertThatThrownBy(
            () ->
                new PollingIds(
                    "sluice.requests", 1, Map.of(1, "hunter2".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fewer than 16 bytes")
        .hasMessageNotContaining("hunter2");
  }
}
