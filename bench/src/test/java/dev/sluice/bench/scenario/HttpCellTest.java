package dev.sluice.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.load.HttpForm;
import org.junit.jupiter.api.Test;

class HttpCellTest {
  @Test
  void shouldHaveEveryFormOfOneTenantAndOfFourWithAsManyClients() {
    assertThat(HttpCell.closed().stream().map(HttpCell::title))
        .containsExactly(
            "background, polled, 1 x 256",
            "background, polled, 4 x 64",
            "background, long-polled, 1 x 256",
            "background, long-polled, 4 x 64",
            "foreground, 1 x 256",
            "foreground, 4 x 64");
    assertThat(HttpCell.open(HttpForm.LONG_POLL, 100).title())
        .isEqualTo("background, long-polled, 100/s");
  }
}
