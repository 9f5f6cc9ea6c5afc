package dev.sluice.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.load.RequestIds;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTest {
  private final Decisions decisions = new Decisions();
  private final Accuracy accuracy =
      new Accuracy(new ReferenceLimiter(List.of(new ReferenceLimiter.Limit(1, 60_000))), decisions);

  @Test
  void shouldFindEachKindOfMistake() {
    // Given: of four requests the first alone may be admitted, for each of two tenants
    decisions.admitted(id(0));
    decisions.admitted(id(1));
    decisions.rejected(id(2));
    decisions.rejected(id(4));
    decisions.rejected(id(5));
    decisions.admitted(id(5));

    // When
    for (int number = 0; number < 4; number++) {
      accuracy.request(id(number), "acme", 0);
    }
    accuracy.request(id(4), "globex", 0);
    accuracy.request(id(5), "globex", 0);

    // Then
    assertThat(accuracy.requests()).isEqualTo(6);
    assertThat(accuracy.wronglyAdmitted()).isEqualTo(1);
    assertThat(accuracy.wronglyRejected()).isEqualTo(1);
    assertThat(accuracy.undecided()).isEqualTo(2);
    assertThat(accuracy.percentExact()).isEqualTo(100.0 * 2 / 6);
  }

  @Test
  void shouldBeExactWhenEveryDecisionIsTheReferences() {
    // Given
    decisions.admitted(id(0));
    decisions.rejected(id(1));

    // When
    accuracy.request(id(0), "acme", 0);
    accuracy.request(id(1), "acme", 0);

    // Then
    assertThat(accuracy.percentExact()).isEqualTo(100);
    assertThat(accuracy.admitted()).isEqualTo(1);
  }

  private static RequestIds.Id id(long number) {
    return new RequestIds.Id(3, number);
  }
}
