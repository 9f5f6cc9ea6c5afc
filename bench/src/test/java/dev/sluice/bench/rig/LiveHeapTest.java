package dev.sluice.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
  @Test
  void shouldReadTheTotalOfAClassHistogram() throws IOException {
    assertThat(
            LiveHeap.total(
                List.of(
                    "4711:",
                    " num     #instances         #bytes  class name (module)",
                    "   1:         21567        1863136  [B (java.base@17.0.15)",
                    "Total        146721        9035264")))
        .isEqualTo(9_035_264);
  }

  @Test
  void shouldNotTakeAFailureForAnEmptyHeap() {
    assertThatThrownBy(() -> LiveHeap.total(List.of("4711:", "could not attach")))
        .isInstanceOf(IOException.class);
  }
}
