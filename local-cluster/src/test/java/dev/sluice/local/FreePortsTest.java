package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void shouldChooseNoPortTwice() throws IOException {
    // When
    List<Integer> ports = FreePorts.choose(200);

    // Then
    assertThat(ports).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void shouldChooseNoPortThatAnOutgoingConnectionMayTake() throws IOException {
    // When
    List<Integer> ports = FreePorts.choose(200);

    // Then
    assertThat(ports).allMatch(port -> port < 32_768);
  }
}
