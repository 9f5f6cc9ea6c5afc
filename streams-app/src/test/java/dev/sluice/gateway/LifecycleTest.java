package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final Lifecycle lifecycle = new Lifecycle();
  private final List<String> stopped = new ArrayList<>();

  @Test
  void shouldStopTheLatestPartFirst() {
    // Given
    lifecycle.onStop("providers", () -> stopped.add("providers"));
    lifecycle.onStop("streams", () -> stopped.add("streams"));
    lifecycle.onStopLast("server", () -> stopped.add("server"));
    lifecycle.started();

    // When
    lifecycle.stop();

    // Then
    assertThat(stopped).containsExactly("streams", "providers", "server");
    assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
  }

  @Test
  void shouldStopTheOthersWhenOneFails() {
    // Given
    lifecycle.onStop("providers", () -> stopped.add("providers"));
    lifecycle.onStop(
        "streams",
        () -> {
          throw new IOException("disk");
        });

    // When
    lifecycle.stop();

    // Then
    assertThat(stopped).containsExactly("providers");
  }

  @Test
  void shouldStopAPartAtOnceThatWasStartedTooLate() {
    // Given
    lifecycle.stop();

    // When
    lifecycle.onStop("providers", () -> stopped.add("providers"));

    // Then
    assertThat(stopped).containsExactly("providers");
  }

  @Test
  void shouldStopWhatRunsWhenTheStartFails() {
    // Given
    lifecycle.onStop("providers", () -> stopped.add("providers"));

    // When
    lifecycle.stop();

    // Then
    assertThat(stopped).containsExactly("providers");
    assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
  }

  @Test
  void shouldStopOnce() {
    // Given
    lifecycle.onStop("providers", () -> stopped.add("providers"));
    lifecycle.stop();

    // When
    lifecycle.stop();

    // Then
    assertThat(stopped).hasSize(1);
  }

  @Test
  void shouldNotRunAgainAfterAStop() {
    // Given
    lifecycle.stop();

    // When / Then
    assertThatThrownBy(lifecycle::started)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("STOPPED");
  }

  @Test
  void shouldKeepTheInterruptAndStopTheOthersWhenOneIsInterrupted() {
    // Given
    lifecycle.onStop("providers", () -> stopped.add("providers"));
    lifecycle.onStop(
        "calls",
        () -> {
          throw new InterruptedException();
        });

    // When
    lifecycle.stop();

    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped).containsExactly("providers");
  }
}
