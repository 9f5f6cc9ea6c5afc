package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What of OpenAI's chat completions has another form, or no place, at other vendors. */
class TranslationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anthropic|{'system':'x'}|extra_body.system may not be set for t",
        "anthropic|{'container':'container_1'}|extra_body.container may not be set for t",
        "anthropic|{'tool_choice':'sometimes'}|extra_body.tool_choice is unknown",
        "anthropic|{'tool_choice':{'type':'allowed_tools','allowed_tools':{}}}|extra_body.tool_choice is of a form that Anthropic's API has no counterpart for",
        "anthropic|{'response_format':{'type':'json_object'}}|Anthropic's API supports "
            + "only the response_format types text and json_schema",
        "anthropic|[]|extra_body is not a JSON object",
        "openai-responses|{'input':[]}|extra_body.input may not be set for t",
        "openai-responses|{'background':true}|extra_body.background may not be set for t",
        "openai-responses|{'previous_response_id':'resp_1'}|extra_body.previous_response_id may not be set for t",
        "openai-responses|{'conversation':'conv_1'}|extra_body.conversation may not be set for t"
      })
  void shouldRefuseExtraFieldsThatCannotBeSent(String vendor, String extra, String complaint) {
    // Given
    Attempt attempt =
        SampleRequests.attempt(
            List.of(Message.text(Role.USER, "hi")),
            Sampling.NONE,
            extra.replaceAll("'(?!s )", "\""));

    // Then
    assertThatThrownBy(() -> Fixtures.codec(vendor).encode(attempt))
        .isInstanceOf(FailureException.class)
        .hasMessageEndingWith(": " + complaint);
  }

  static Stream<Arguments> unsendable() {
    ByteBuffer data = ByteBuffer.wrap(new byte[] {1});
    return Stream.of(
        Arguments.of(
            SampleRequests.message(Role.USER, new ContentPart.Audio(data, "audio/wav")),
            FailureType.UNSUPPORTED_PARAMETERS,
            "does not support audio"),
        Arguments.of(
            SampleRequests.message(Role.USER, new ContentPart.File(data, "text/csv", null)),
            FailureType.UNSUPPORTED_PARAMETERS,
            "only files of the types application/pdf and text/plain"),
        Arguments.of(
            SampleRequests.message(Role.USER, new ContentPart.Image("data:image/png,%89PNG", null)),
            FailureType.UNSUPPORTED_PARAMETERS,
            "not of the form data:image/png;base64,"),
        Arguments.of(
            SampleRequests.message(Role.SYSTEM, new ContentPart.Image("https://x/y.png", null)),
            FailureType.UNSUPPORTED_PARAMETERS,
            "takes only text in messages of the role system"),
        Arguments.of(
            new Message(
                Role.ASSISTANT, List.of(), null, null, List.of(new ToolCall("c1", "f", "{\"x"))),
            FailureType.INVALID_REQUEST,
            "the arguments of tool call c1 are not a JSON object"),
        Arguments.of(
            SampleRequests.message(Role.UNKNOWN),
            FailureType.INVALID_REQUEST,
            "a role that this release does not support"));
  }

  @ParameterizedTest
  @MethodSource("unsendable")
  void shouldRefuseWhatAnthropicHasNoPlaceFor(Message message, FailureType type, String complaint) {
    // Given
    Attempt attempt = SampleRequests.attempt(List.of(message), Sampling.NONE, null);

    // Then
    assertThatThrownBy(() -> Fixtures.codec("anthropic").encode(attempt))
        .isInstanceOfSatisfying(
            FailureException.class, refused -> assertThat(refused.failure().type()).isEqualTo(type))
        .hasMessageContaining(complaint);
  }

  @Test
  void shouldRefuseAudioThatResponsesDoesNotTake() {
    // Given
    ContentPart audio = new ContentPart.Audio(ByteBuffer.wrap(new byte[] {1}), "audio/wav");
    Attempt attempt =
        SampleRequests.attempt(
            List.of(SampleRequests.message(Role.USER, audio)), Sampling.NONE, null);

    // Then
    assertThatThrownBy(() -> Fixtures.codec("openai-responses").encode(attempt))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("does not support audio");
  }

  @Test
  void shouldRefuseStopTextsThatResponsesDoesNotKnow() {
    // Given
    Attempt attempt = SampleRequests.attempt("conversation");

    // Then
    assertThatThrownBy(() -> Fixtures.codec("openai-responses").encode(attempt))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("does not support stop texts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'tool_choice':'required'}|{'tool_choice':{'type':'any'}}",
        "{'tool_choice':'auto'}|{'tool_choice':{'type':'auto'}}",
        "{'tool_choice':'none','parallel_tool_calls':false,'tools':[]}|{'tools':[],'tool_choice':{'type':'none'}}",
        "{'tool_choice':{'type':'any'}}|{'tool_choice':{'type':'any'}}",
        "{'parallel_tool_calls':false,'tools':[{'type':'web_search_20250305','name':'web_search'}]}|{'tools':[{'type':'web_search_20250305','name':'web_search'}],'tool_choice':{'type':'auto','disable_parallel_tool_use':true}}",
        "{'parallel_tool_calls':true}|{}",
        "{'response_format':{'type':'text'}}|{}",
        "{'output_config':{'effort':'low'},'response_format':{'type':'json_schema','json_schema':{'schema':{}}}}|{'output_config':{'effort':'low','format':{'type':'json_schema','schema':{}}}}",
        "{'thinking':{'type':'enabled','budget_tokens':1024},'top_k':5}|{'thinking':{'type':'enabled','budget_tokens':1024},'top_k':5}"
      })
  void shouldPutExtraFieldsIntoAnthropicsForm(String ours, String theirs) throws IOException {
    // When
    ObjectNode request =
        SampleRequests.encoded(
            "anthropic", SampleRequests.attempt(List.of(), Sampling.NONE, ours.replace('\'', '"')));

    // Then
    ObjectNode body = (ObjectNode) request.path("body");
    body.remove(List.of("model", "max_tokens", "messages", "metadata"));
    assertThat(body).isEqualTo(Json.parse(theirs.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'tool_choice':'required'}|{'tool_choice':'required'}",
        "{'tools':[{'type':'web_search'}]}|{'tools':[{'type':'web_search'}]}",
        "{'tools':[{'type':'custom','custom':{'name':'c','format':{'type':'grammar','grammar':{'syntax':'lark','definition':'x'}}}}]}|{'tools':[{'type':'custom','name':'c','format':{'type':'grammar','syntax':'lark','definition':'x'}}]}",
        "{'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}}}|{'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]}}",
        "{'reasoning_effort':'low','verbosity':'high'}|{'reasoning':{'effort':'low'},'text':{'verbosity':'high'}}",
        "{'response_format':{'type':'json_object'},'text':{'verbosity':'low'}}|{'text':{'verbosity':'low','format':{'type':'json_object'}}}",
        "{'store':true,'reasoning':{'effort':'low'}}|{'store':true,'reasoning':{'effort':'low'}}"
      })
  void shouldPutExtraFieldsIntoResponsesForm(String ours, String theirs) throws IOException {
    // When
    ObjectNode request =
        SampleRequests.encoded(
            "openai-responses",
            SampleRequests.attempt(List.of(), Sampling.NONE, ours.replace('\'', '"')));

    // Then
    ObjectNode expected = (ObjectNode) Json.MAPPER.readTree(theirs.replace('\'', '"'));
    ObjectNode body = (ObjectNode) request.path("body");
    body.remove(List.of("model", "input"));
    assertThat(body).isEqualTo(expected.has("store") ? expected : expected.put("store", false));
  }
}
