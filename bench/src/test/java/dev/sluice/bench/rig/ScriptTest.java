package dev.sluice.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScriptTest {
  @Test
  void shouldReadThePathThatItHasWritten() {
    // Given
    Script script =
        Script.answering(Duration.ofMillis(250), 700)
            .failingEvery(20, 429)
            .as(Script.Form.RESPONSES_STREAM);

    // Then
    assertThat(Script.parse(script.path())).isEqualTo(script);
  }

  @Test
  void shouldReadThePaceThatItHasWritten() {
    // Given
    Script script =
        Script.streaming(Duration.ofMillis(200), new Script.Pace(500, Duration.ofMillis(20)));

    // Then
    assertThat(Script.parse(script.path())).isEqualTo(script);
  }

  @Test
  void shouldRefuseWhatIsNoScript() {
    assertThatThrownBy(() -> Script.parse("v1")).isInstanceOf(IllegalArgumentException.class);
  }
}
