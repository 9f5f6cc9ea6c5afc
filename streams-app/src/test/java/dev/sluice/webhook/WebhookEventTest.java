package dev.sluice.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookEventTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00.999Z");

  @Test
  void shouldTellOfTheEndAndNothingElseInOpenAisForm() {
    // Given
    WebhookEvent event = WebhookEvent.of("resp_1", "completed", AT);

    // When
    String body = new String(event.body(), UTF_8);

    // Then
    assertThat(event.id()).matches("evt_[0-9a-f]{32}");
    assertThat(body)
        .isEqualTo(
            "{\"object\":\"event\",\"id\":\"%s\",\"type\":\"response.completed\",\"created_at\":1795168800,\"data\":{\"id\":\"resp_1\"}}"
                .formatted(event.id()));
  }

  @Test
  void shouldHaveTheSameIdWheneverItIsMadeAndAnotherForAnotherEnd() {
    // Given
    WebhookEvent event = WebhookEvent.of("resp_1", "completed", AT);

    // When
    WebhookEvent again = WebhookEvent.of("resp_1", "completed", AT.plusSeconds(1));

    // Then
    assertThat(again.id()).isEqualTo(event.id());
    assertThat(WebhookEvent.of("resp_2", "completed", AT).id()).isNotEqualTo(event.id());
    assertThat(WebhookEvent.of("resp_1", "failed", AT).id()).isNotEqualTo(event.id());
  }
}
