package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlotTest {
  private static final Plot.Line SOME =
      new Plot.Line("some", List.of(1.0, 2.0, 3.0), List.of(0.0, Double.NaN, 7.0));
  private static final Plot.Line NOTHING = new Plot.Line("nothing", List.of(), List.of());

  @Test
  void shouldLeaveOutWhatHasNoPlaceOnItsAxis() {
    assertThat(plot(true).drawable())
        .containsExactly(new Plot.Line("some", List.of(3.0), List.of(7.0)));
    assertThat(plot(false).drawable())
        .containsExactly(new Plot.Line("some", List.of(1.0, 3.0), List.of(0.0, 7.0)));
  }

  @Test
  void shouldRefusePointsWithoutASecondValue() {
    assertThatThrownBy(() -> new Plot.Line("half", List.of(1.0), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Plot plot(boolean logarithmic) {
    return new Plot("p", "P", "x", "y", logarithmic, List.of(SOME, NOTHING));
  }
}
