package dev.sluice.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A webhook that OpenAI's SDK has verified; examples/openai-sdk recorded it. */
class VerifiedWebhookTest {
  private static final Path FIXTURE =
      Path.of("src/test/resources/openai-sdk/deliveries/webhook.json");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void shouldMakeTheSameBytesAndTheSameSignatureOfTheSameEnd() throws IOException {
    // Given
    JsonNode recorded = MAPPER.readTree(FIXTURE.toFile());
    JsonNode request = recorded.required("request");
    JsonNode headers = request.required("headers");
    JsonNode told = MAPPER.readTree(request.required("body").textValue());
    Instant sentAt = Instant.ofEpochSecond(headers.required("webhook-timestamp").asLong());
    Signer signer = new Signer(List.of(WebhookSecret.parse(recorded.required("secret").asText())));

    // When
    WebhookEvent event =
        WebhookEvent.of(
            told.at("/data/id").textValue(),
            "completed",
            Instant.ofEpochSecond(told.required("created_at").longValue()));
    Map<String, String> signed = signer.headers(event.id(), sentAt, event.body());

    // Then
    assertThat(new String(event.body(), UTF_8)).isEqualTo(request.get("body").textValue());
    assertThat(signed).isNotEmpty();
    signed.forEach((name, value) -> assertThat(headers.path(name).asText()).isEqualTo(value));
  }
}
