package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.failure.FailureException;
import dev.sluice.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of OpenAI's chat completions has another form, or no place, at other vendors. */
class TranslationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
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
    Attempt attempt =
        SampleRequests.attempt("conversation", Codecs.named("openai-responses").unshaped());

    // Then
    assertThatThrownBy(() -> Fixtures.codec("openai-responses").encode(attempt))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("does not support stop texts");
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
            SampleRequests.attempt(
                List.of(),
                Sampling.NONE,
                ours.replace('\'', '"'),
                Codecs.named("anthropic").unshaped()));

    // Then
    ObjectNode expected = (ObjectNode) Json.MAPPER.readTree(theirs.replace('\'', '"'));
    ObjectNode body = (ObjectNode) request.path("body");
    body.remove(List.of("model", "input"));
    assertThat(body).isEqualTo(expected.has("store") ? expected : expected.put("store", false));
  }
}
