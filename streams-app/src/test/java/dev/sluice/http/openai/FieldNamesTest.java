package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldNamesTest {
  private static final JsonNode BODY =
      Objects.requireNonNull(
          Json.parse(
              """
              {"model": "chat", "instructions": "be brief", "input": [
                {"type": "reasoning", "id": "rs_1", "summary": []},
                {"role": "assistant", "content": "let me see"},
                {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "c", "output": "7"},
                {"role": "user", "content": [{"type": "input_text", "text": "and now?"}]}]}
              """));

  @ParameterizedTest
  @CsvSource({
    "messages[0], input[1]",
    "messages[1], input[3]",
    "messages[2].parts[0].url, input[4].content[0].image_url",
    "messages[2].parts[0].cache_ttl, input[4].content[0].cache_control.ttl",
    "messages[9].role, input.role",
    "messages[99999999999], input",
    "messages, input",
    "sampling.temperature, temperature",
    "extra_body.tools, tools",
    "extra_body.tools[1].name, tools[1].name",
    "extra_body.response_format.json_schema, text.format.json_schema",
    "extra_body.unknown, extra_body.unknown",
    "fallbacks[0].to, sluice.fallbacks[0].to",
    "model, model",
    "request_id, Idempotency-Key"
  })
  void shouldBeThoseOfTheBody(String record, String body) throws BadParameter {
    // When
    String name = names(BODY).of(record);

    // Then
    assertThat(name).isEqualTo(body);
  }

  @Test
  void shouldBeInTheMessageToo() throws BadParameter {
    // Given
    ApiError error =
        ApiError.badRequest(
            "messages[2].parts[0].url: must be set; sampling.top_p: must be within 0 and 1; "
                + "messages: has 12 messages; and 3 more",
            "messages[2].parts[0].url",
            "c");

    // When
    ApiError named = names(BODY).in(error);

    // Then
    assertThat(named.param()).isEqualTo("input[4].content[0].image_url");
    assertThat(named.message())
        .isEqualTo(
            "input[4].content[0].image_url: must be set; top_p: must be within 0 and 1; "
                + "input: has 12 messages; and 3 more");
    assertThat(named.code()).isEqualTo("c");
  }

  @Test
  void shouldBeThoseOfAChatCompletion() throws BadParameter {
    // Given
    JsonNode body =
        Objects.requireNonNull(
            Json.parse(
                """
                {"model": "chat", "max_tokens": 0, "tools": [{"type": "function"}], "messages": [
                  {"role": "system", "content": "be brief"},
                  {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}
                """));
    FieldNames names = new ChatRequests().read(body, Past.NONE, "r-1", "web", false).names();

    // When
    List<String> named =
        Stream.of(
                "sampling.max_output_tokens",
                "messages[1].parts[0].url",
                "messages[7]",
                "extra_body.tools[0]",
                "deadline")
            .map(names::of)
            .toList();

    // Then
    assertThat(named)
        .containsExactly(
            "max_tokens",
            "messages[1].content[0].image_url.url",
            "messages",
            "tools[0]",
            "sluice.deadline");
  }

  @Test
  void shouldLeaveProseAsItIs() throws BadParameter {
    // Given
    ApiError error =
        ApiError.badRequest("model chat.2 does not exist; see /v1/models", "model", null);

    // When
    ApiError named = names(BODY).in(error);

    // Then
    assertThat(named).isEqualTo(error);
  }

  private static FieldNames names(JsonNode body) throws BadParameter {
    return new ResponseRequests().read(body, Past.NONE, "r-1", "web", false).names();
  }
}
