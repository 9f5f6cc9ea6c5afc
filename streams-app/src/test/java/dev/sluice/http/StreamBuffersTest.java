package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class StreamBuffersTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final StreamBuffers buffers = new StreamBuffers(100, 1_000, metrics);

  @Test
  void shouldHaveRoomUpToTheBoundOfOneAndOfAll() {
    // When
    buffers.taken(900);

    // Then
    assertThat(buffers.hasRoom(100, 100)).isTrue();
    assertThat(buffers.hasRoom(101, 1)).isFalse();
    assertThat(buffers.hasRoom(0, 101)).isFalse();
  }

  @Test
  void shouldHaveRoomAgainOnceSomethingWasRead() {
    // Given
    buffers.taken(1_000);

    // When
    buffers.released(500);

    // Then
    assertThat(buffers.hasRoom(0, 500)).isTrue();
    assertThat(metrics.get("sluice.http.streams.waiting.bytes").gauge().value()).isEqualTo(500);
  }
}
