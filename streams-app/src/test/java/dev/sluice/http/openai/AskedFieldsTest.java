package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import dev.sluice.v1.Sampling;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'background': false}",
        "{'instructions': 'Be brief.', 'background': true}",
        "{'temperature': 0.5, 'top_p': 0.9, 'max_output_tokens': 100, 'background': true}",
        "{'parallel_tool_calls': false, 'service_tier': 'flex', 'background': true}",
        "{'prompt_cache_key': 'p', 'safety_identifier': 's', 'background': true}",
        "{'tool_choice': 'required', 'background': true}",
        "{'reasoning': {'effort': 'low', 'summary': 'auto'}, 'background': true}",
        "{'truncation': 'auto', 'max_tool_calls': 3, 'top_logprobs': 5, 'background': true}",
        "{'tool_choice': {'type': 'function', 'name': 'f'}, 'background': true}",
        "{'tool_choice': {'type': 'allowed_tools', 'mode': 'auto', 'tools': [{'type': 'function', 'name': 'f'}]}, 'background': true}",
        "{'text': {'format': {'type': 'json_object'}, 'verbosity': 'low'}, 'background': true}",
        "{'text': {'format': {'type': 'json_schema', 'name': 'n', 'schema': {'type': 'object'}}}, 'background': true}",
        "{'tools': [{'type': 'custom', 'name': 'c', 'format': {'type': 'grammar', 'syntax': 'lark', 'definition': 'a'}}], 'tool_choice': {'type': 'custom', 'name': 'c'}, 'background': true}",
        "{'tools': [{'type': 'web_search'}, {'type': 'function', 'name': 'f', 'strict': true, 'parameters': {'type': 'object', 'properties': {'format': {'type': 'string'}}}}], 'background': true}"
      })
  void shouldRepeatWhatTheBodyAskedFor(String fields) throws BadParameter {
    // Given
    ObjectNode asked = object(fields);
    ObjectNode body = asked.deepCopy().put("model", "chat").put("input", "hi");
    CompletionRequest request =
        new ResponseRequests().read(body, Past.NONE, "r-1", "web", false).request();

    // When
    ObjectNode response = AskedFields.of(request).addTo(Json.object());

    // Then
    asked.properties().stream()
        // what is there unless something else was asked for
        .filter(field -> !(field.getKey().equals("background") && field.getValue().asBoolean()))
        .forEach(field -> assertThat(response.path(field.getKey())).isEqualTo(field.getValue()));
  }

  @Test
  void shouldSayNothingWhenABackgroundRequestAsksForNothingSpecial() throws BadParameter {
    // Given
    JsonNode body = object("{'model': 'chat', 'input': 'hi', 'background': true}");

    // When
    CompletionRequest request =
        new ResponseRequests().read(body, Past.NONE, "r-1", "web", false).request();

    // Then
    assertThat(request.getResponseFields()).isNull();
    assertThat(AskedFields.of(request)).isSameAs(AskedFields.NONE);
  }

  @Test
  void shouldFillInWhatStrictClientsWantOfAFunction() throws BadParameter {
    // Given
    JsonNode body =
        object("{'model': 'chat', 'input': 'hi', 'tools': [{'type': 'function', 'name': 'f'}]}");

    // When
    ObjectNode response =
        AskedFields.of(new ResponseRequests().read(body, Past.NONE, "r-1", "web", false).request())
            .addTo(Json.object());

    // Then
    assertThat(response.path("tools"))
        .isEqualTo(
            object(
                    "{'t': [{'type': 'function', 'name': 'f', 'strict': false, 'parameters': null}]}")
                .path("t"));
  }

  @Test
  void shouldRepeatWhatARequestFromTheTopicTells() {
    // Given
    CompletionRequest request =
        published()
            .setSampling(Sampling.newBuilder().setTemperature(1.0).build())
            .setExtraBody(
                """
                {"tools": [{"type": "function", "function": {"name": "f", "strict": true,
                            "parameters": {"type": "object"}}}],
                 "reasoning": {"effort": "low", "summary": "auto"}}
                """)
            .build();

    // When
    ObjectNode response = AskedFields.of(request).addTo(Json.object());

    // Then
    assertThat(response)
        .isEqualTo(
            object(
                """
                {'temperature': 1.0,
                 'tools': [{'type': 'function', 'name': 'f', 'strict': true,
                            'parameters': {'type': 'object'}}],
                 'reasoning': {'effort': 'low', 'summary': 'auto'}}
                """));
  }

  @Test
  void shouldLeaveOutWhatNoResponseCanHold() {
    // Given
    CompletionRequest request =
        published()
            .setExtraBody(
                """
                {"tools": [7, {"name": "f", "input_schema": {}}], "tool_choice": 1, "verbosity": [],
                 "parallel_tool_calls": "no", "service_tier": {}, "reasoning_effort": 3}
                """)
            .setResponseFields("{\"background\": \"no\", \"instructions\": true, \"status\": 1}")
            .build();

    // When
    ObjectNode response = AskedFields.of(request).addTo(Json.object());

    // Then
    assertThat(response).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7"})
  void shouldIgnoreWhatIsNoObject(String text) {
    // Given
    CompletionRequest request = published().setExtraBody(text).setResponseFields(text).build();

    // When
    ObjectNode response = AskedFields.of(request).addTo(Json.object());

    // Then
    assertThat(response).isEmpty();
  }

  private static CompletionRequest.Builder published() {
    return CompletionRequest.newBuilder()
        .setRequestId("r-1")
        .setModel("chat")
        .setMessages(List.of(Message.newBuilder().setRole(Role.USER).setText("hi").build()));
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) Objects.requireNonNull(Json.parse(json.replace('\'', '"')));
  }
}
