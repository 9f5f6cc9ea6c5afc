package dev.sluice.provider.http;

import static dev.sluice.provider.http.AnthropicRequests.attempt;
import static dev.sluice.provider.http.AnthropicRequests.body;
import static dev.sluice.provider.http.AnthropicRequests.refused;
import static dev.sluice.provider.http.AnthropicRequests.sent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What of a conversation Anthropic's API would refuse, as public reports and its documentation say.
 */
class AnthropicRequestTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the only text is white space, and another speaks after it
        "[{'role':'user','content':'a'},{'role':'assistant','content':' '},{'role':'user','content':'b'}]"
            + "|[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]",
        // calls of one answer that came as several messages, and a word between call and result
        "[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1','name':'f','arguments':'{}'}]},"
            + "{'role':'assistant','content':'b'},{'role':'tool','tool_call_id':'1','content':'c'}]"
            + "|[{'role':'user','content':[{'type':'text','text':'a'}]},"
            + "{'role':'assistant','content':[{'type':'text','text':'b'},{'type':'tool_use','id':'1','name':'f','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1','content':[{'type':'text','text':'c'}]}]}]",
        // a result without content
        "[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1','name':'f','arguments':''}]},"
            + "{'role':'tool','tool_call_id':'1','content':''}]"
            + "|[{'role':'user','content':[{'type':'text','text':'a'}]},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'1','name':'f','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1'}]}]",
        // a result that comes when the conversation has gone on
        "[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1','name':'f','arguments':'{}'},"
            + "{'id':'2','name':'f','arguments':'{}'}]},{'role':'tool','tool_call_id':'2','content':'two'},"
            + "{'role':'assistant','content':'b'},{'role':'user','content':'c'},{'role':'tool','tool_call_id':'1','content':'one'}]"
            + "|[{'role':'user','content':[{'type':'text','text':'a'}]},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'1','name':'f','input':{}},{'type':'tool_use','id':'2','name':'f','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1','content':[{'type':'text','text':'one'}]},"
            + "{'type':'tool_result','tool_use_id':'2','content':[{'type':'text','text':'two'}]}]},"
            + "{'role':'assistant','content':[{'type':'text','text':'b'}]},{'role':'user','content':[{'type':'text','text':'c'}]}]",
        // two results of one call
        "[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1','name':'a.b','arguments':'null'}]},"
            + "{'role':'tool','tool_call_id':'1','content':'b'},{'role':'tool','tool_call_id':'1','content':'c'}]"
            + "|[{'role':'user','content':[{'type':'text','text':'a'}]},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'1','name':'a_b','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1','content':[{'type':'text','text':'b'},{'type':'text','text':'c'}]}]}]",
      })
  void shouldSendAConversationInTheOrderThatTheApiDemands(String given, String sent)
      throws IOException {
    // When
    String messages = sent(given);

    // Then
    assertThat(messages).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'role':'user','content':' '}]|messages|no message has any content",
        "[{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':''}]|messages|the last message has no content",
        "[{'role':'user','content':[{'type':'image','url':'data:image/tiff;base64,SUkq'}]}]|messages|only images of the types",
        "[{'role':'user','content':[{'type':'image','url':'data:image/png,%89PNG'}]}]|messages|is not of the form data:image/png;base64",
        "[{'role':'user','content':[{'type':'image','url':'http://example.com/a.png'}]}]|messages|neither an https one",
        "[{'role':'user','content':[{'type':'audio','media_type':'audio/wav','data':'AAAA'}]}]|messages|does not support audio",
        "[{'role':'user','content':[{'type':'file','media_type':'application/zip','data':'AAAA'}]}]|messages|only files that are PDF, text or images",
        "[{'role':'system','content':[{'type':'image','url':'https://x/y.png'}]}]|messages|takes only text in messages of the role system",
        "[{'role':'assistant','content':[{'type':'image','url':'https://x/y.png'}]}]|messages|takes only text in messages of the role assistant",
      })
  void shouldLeaveToOtherTargetsWhatTheApiHasNoPlaceFor(
      String messages, String param, String complaint) throws IOException {
    // When
    FailureException refused = refused(attempt("claude-sonnet-4-5", messages, null, Sampling.NONE));

    // Then
    assertThat(refused).hasMessageContaining(complaint);
    assertThat(refused.failure().type()).isEqualTo(FailureType.UNSUPPORTED_PARAMETERS);
    assertThat(refused.failure().facts().param()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1','name':'f','arguments':'{}'}]}]|have no results",
        "[{'role':'unknown','content':'a'}]|a role that this release does not support"
      })
  void shouldRefuseWhatNoTargetTakes(String messages, String complaint) throws IOException {
    // When
    FailureException refused = refused(attempt("claude-sonnet-4-5", messages, null, Sampling.NONE));

    // Then
    assertThat(refused).hasMessageContaining(complaint);
    assertThat(refused.failure().type()).isEqualTo(FailureType.INVALID_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "image/jpg, /9j/4AAQ, image/jpeg",
    "IMAGE/PNG, iVBORw0KGgo=, image/png",
    "image/png, /9j/4AAQ, image/jpeg",
    "'', UklGRgAA, image/webp"
  })
  void shouldSayOfWhatTypeAnImageIs(String declared, String data, String type) throws IOException {
    // When
    String sent =
        sent(
            "[{'role':'user','content':[{'type':'image','url':'data:%s;base64,%s'}]}]"
                .formatted(declared, data));

    // Then
    assertThat(sent).contains("'media_type':'" + type + "'", "'data':'" + data + "'");
  }

  @Test
  void shouldSendTextOfOtherTypesAsPlainText() throws IOException {
    // Given
    ContentPart file =
        new ContentPart.File(ByteBuffer.wrap("{}".getBytes(UTF_8)), "application/json", null);
    Attempt attempt =
        SampleRequests.attempt(
            List.of(SampleRequests.message(Role.USER, file)), Sampling.NONE, null);

    // When
    JsonNode source = body(attempt).path("messages").path(0).path("content").path(0).path("source");

    // Then
    assertThat(source)
        .isEqualTo(Json.parse("{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"{}\"}"));
  }

  @Test
  void shouldNotGiveAnotherModelsThinkingToAModel() throws IOException {
    // When
    JsonNode own = body(SampleRequests.attempt("signatures", Codecs.named("anthropic").target()));
    JsonNode anothers =
        body(SampleRequests.attempt("signatures", Codecs.named("anthropic-opus-4-6").target()));

    // Then
    assertThat(own.findValuesAsText("signature")).containsExactly("c2ln");
    assertThat(anothers.findValuesAsText("signature")).isEmpty();
  }
}
