package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request over HTTP is part of its client's trace. */
class CreateTraceTest {
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldPublishTheRequestInTheTraceOfItsClient() {
    // Given
    String client = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    // When
    var unused = gateway.create(Gateway.BODY, "traceparent", client);

    // Then
    assertThat(gateway.topic.traceparents).containsExactly(client);
  }
}
