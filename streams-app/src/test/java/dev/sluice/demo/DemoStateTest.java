package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStateTest {
  @TempDir Path dir;

  @Test
  void shouldRefuseADirectoryInWhichAnotherDemoRuns() throws Exception {
    // Given
    try (DemoState first = DemoState.open(dir)) {

      // When
      StartException refused =
          catchThrowableOfType(StartException.class, () -> DemoState.open(dir).close());

      // Then
      assertThat(refused.status()).isEqualTo(ExitStatus.DIRECTORY_IN_USE);
      assertThat(refused).hasMessageContaining(dir.toString());
      assertThat(first.streams()).startsWithRaw(dir);
    }
  }
}
