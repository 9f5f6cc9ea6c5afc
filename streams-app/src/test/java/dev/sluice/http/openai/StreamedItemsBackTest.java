package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ProviderState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Items of a stream that are sent back. */
class StreamedItemsBackTest {
  @Test
  void shouldTakeBackWhatAStreamToldAfterTheAnswerWhoseItIs() throws Exception {
    // Given
    String name = "a".repeat(51);
    ProviderState state = new ProviderState("gemini", "pro", "c1", "{}");

    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":[
              {"type":"function_call","id":"fc_%1$s_0","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"reasoning","id":"rs_%1$s","summary":[],"encrypted_content":"%2$s"},
              {"type":"function_call_output","call_id":"c1","output":"1"}]}
            """
                .formatted(name, ReasoningContent.of(List.of(state))));

    // Then
    assertThat(request.getMessages()).hasSize(2);
    assertThat(request.getMessages().get(0).getProviderStates()).containsExactly(state);
  }

  private static CompletionRequest request(String body) throws BadParameter {
    ResponseRequests form = new ResponseRequests();
    assertThat(form.references(json(body)).previous()).isNull();
    return form.read(json(body), Past.NONE, "r-1", "web", false).request();
  }

  private static JsonNode json(String text) {
    return Objects.requireNonNull(Json.parse(text), text);
  }
}
