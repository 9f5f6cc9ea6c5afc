package dev.sluice.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogIdsTest {
  @Test
  void shouldNameTheInnerCallAndThenTheOuterOneAgain() {
    // Given
    LogIds outer = new LogIds("acme", "r-1", null);
    LogIds inner = new LogIds("acme", "r-2", "resp_2");
    List<String> requests = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    Runnable look =
        () -> {
          requests.add(MDC.get(LogIds.REQUEST_ID));
          calls.add(MDC.get(LogIds.POLLING_ID));
        };

    // When
    outer.during(
        () -> {
          inner.during(look);
          look.run();
        });
    look.run();

    // Then
    assertThat(requests).isEqualTo(Arrays.asList("r-2", "r-1", null));
    assertThat(calls).isEqualTo(Arrays.asList("resp_2", null, null));
  }

  @Test
  void shouldLetNoClientBeginALineOfItsOwn() {
    // Given
    List<String> named = new ArrayList<>();

    // When
    new LogIds("acme", "r-1\n12:00 ERROR all is lost", null)
        .during(() -> named.add(MDC.get(LogIds.REQUEST_ID)));

    // Then
    assertThat(named).containsExactly("r-1?12:00 ERROR all is lost");
  }
}
