package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a client of the Responses API gets where there is no answer. */
class ResponsesFormTest {

  @Test
  void shouldShowNothingOfAnAnswerThatHadBegunWhenThereIsNone() {
    // Given
    ObjectNode begun =
        (ObjectNode)
            Objects.requireNonNull(
                Json.parse(
                    """
                    {"id":"resp_1","status":"in_progress",
                     "output":[{"type":"message","status":"in_progress","content":[]}]}"""));

    // When
    Reply reply =
        new ResponsesForm()
            .unanswered(Reply.of(200, begun), begun, ApiError.notFound("It is not kept."));

    // Then
    JsonNode failed = Objects.requireNonNull(Json.parse(reply.body()));
    assertThat(failed.path("status").asText()).isEqualTo("failed");
    assertThat(failed.path("output").isArray()).isTrue();
    assertThat(failed.path("output")).isEmpty();
    assertThat(failed.at("/error/message").asText()).isEqualTo("It is not kept.");
  }
}
