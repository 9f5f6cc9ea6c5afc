package dev.sluice.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchStatusTest {

  private static OutputLine line(int status) {
    return new OutputLine("i", "a", new OutputLine.Response(status, "r", Json.object()), null);
  }

  @Test
  void shouldTellHowFarItIsAndWhatFailed() {
    // Given
    BatchStatus status = new BatchStatus(8);
    status.add(line(200));
    status.begin();
    status.add(line(200));
    status.add(line(500));
    status.add(new OutputLine("i", "b", null, OutputLine.Problem.EXPIRED));

    // When
    String line = status.line(Duration.ofSeconds(2), Optional.of(Duration.ofSeconds(125)));

    // Then
    assertThat(line).isEqualTo("[#####-----] 4 of 8, 1.5/s, 2m 5s left, 1 failed, 1 expired");
    assertThat(status.summary()).isEqualTo("2 of 8 requests have an answer, 1 failed, 1 expired");
  }
}
