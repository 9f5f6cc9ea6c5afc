package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CreditTest {
  private final Credit credit = new Credit(3, 100);

  @Test
  void shouldCoverNoMoreCallsThanItsNumber() {
    // Given
    credit.take(1);
    credit.take(1);
    assertThat(credit.covers(1)).isTrue();

    // When
    credit.take(1);

    // Then
    assertThat(credit.covers(1)).isFalse();
    credit.release(1);
    assertThat(credit.covers(1)).isTrue();
  }

  @Test
  void shouldCoverNoMoreBytesThanItsNumber() {
    // When
    credit.take(60);

    // Then
    assertThat(credit.covers(40)).isTrue();
    assertThat(credit.covers(41)).isFalse();
  }

  @Test
  void shouldCoverOneCallOfAnySizeAndNoOtherBesideIt() {
    // Given
    assertThat(credit.covers(1_000)).isTrue();

    // When
    credit.take(1_000);

    // Then
    assertThat(credit.covers(0)).isFalse();
    credit.release(1_000);
    assertThat(credit.covers(1_000)).isTrue();
  }

  @Property(tries = 200)
  void shouldHoldBothBoundsWhateverComesAndGoes(
      @ForAll @Size(max = 200) List<@IntRange(min = -1, max = 150) Integer> steps) {
    Credit credit = new Credit(3, 100);
    Deque<Integer> going = new ArrayDeque<>();
    for (int step : steps) {
      if (step >= 0 && credit.covers(step)) {
        credit.take(step);
        going.add(step);
      } else if (!going.isEmpty()) {
        credit.release(going.remove());
      }
      assertThat(credit.calls()).isEqualTo(going.size()).isLessThanOrEqualTo(3);
      assertThat(credit.bytes()).isEqualTo(going.stream().mapToLong(each -> each).sum());
      assertThat(credit.bytes() <= 100 || credit.calls() == 1).isTrue();
    }
  }
}
