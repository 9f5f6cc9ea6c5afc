package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Message;
import dev.sluice.v1.OnLimit;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseRequestsTest {

  @Test
  void shouldTakeTextInstructionsAndSampling() throws Exception {
    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":"hi","instructions":"be brief","temperature":0.5,"top_p":0.9,
             "max_output_tokens":7.0,"metadata":{"a":"b"},"user":"u","store":true,"truncation":"disabled",
             "include":[],"previous_response_id":null}
            """);

    // Then
    assertThat(request.getMessages())
        .extracting(Message::getRole, Message::getText)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Role.USER, "hi"));
    assertThat(request.getInstructions()).isEqualTo("be brief");
    assertThat(request.getSampling().getTemperature()).isEqualTo(0.5);
    assertThat(request.getSampling().getTopP()).isEqualTo(0.9);
    assertThat(request.getSampling().getMaxOutputTokens()).isEqualTo(7);
    assertThat(request.getMetadata()).containsEntry("a", "b");
    assertThat(request.getUser()).isEqualTo("u");
    assertThat(request.getExtraBody()).isNull();
  }

  @Test
  void shouldTakeImagesFilesAndTheWholeOfAnEarlierAnswer() throws Exception {
    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":[
              {"role":"user","content":[
                {"type":"input_text","text":"look"},
                {"type":"input_image","image_url":"https://x.test/a.png","detail":"low"},
                {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="}]},
              {"type":"reasoning","id":"rs_1","summary":[]},
              {"type":"message","id":"msg_1","role":"assistant","status":"completed",
               "content":[{"type":"output_text","text":"well","annotations":[]}]},
              {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"42"}]}
            """);

    // Then
    List<Message> messages = request.getMessages();
    assertThat(messages)
        .extracting(Message::getRole)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
    assertThat(messages.get(0).getParts())
        .extracting(part -> part.getType())
        .containsExactly(ContentPartType.TEXT, ContentPartType.IMAGE_URL, ContentPartType.FILE);
    assertThat(messages.get(0).getParts().get(1).getDetail()).isEqualTo("low");
    assertThat(messages.get(0).getParts().get(2).getMediaType()).isEqualTo("application/pdf");
    assertThat(messages.get(1).getToolCalls())
        .extracting(call -> call.getId())
        .containsExactly("c1", "c2");
    assertThat(messages.get(2).getToolCallId()).isEqualTo("c1");
    assertThat(messages.get(2).getText()).isEqualTo("42");
  }

  @Test
  void shouldKeepTheItemsOfOneTurnInOneMessageWithItsReasoning() throws Exception {
    // Given
    ProviderState first = new ProviderState("anthropic", "claude", null, "{\"a\":\"ü+/\"}");
    ProviderState second = new ProviderState("anthropic", "claude", "c2", "{\"b\":2}");

    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","include":["reasoning.encrypted_content"],"input":[
              {"role":"user","content":"hi"},
              {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"%s"},
              {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
              {"role":"assistant","content":"well"},
              {"type":"reasoning","summary":[],"encrypted_content":"gAAAAAforeign"},
              {"type":"reasoning","summary":[],"encrypted_content":"%s"},
              {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"1"}]}
            """
                .formatted(
                    ReasoningContent.of(List.of(first)), ReasoningContent.of(List.of(second))));

    // Then
    assertThat(request.getMessages())
        .extracting(Message::getRole)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
    Message turn = request.getMessages().get(1);
    assertThat(turn.getText()).isEqualTo("well");
    assertThat(turn.getToolCalls()).extracting(call -> call.getId()).containsExactly("c1", "c2");
    assertThat(turn.getProviderStates()).containsExactly(first, second);
  }

  @Test
  void shouldLeaveTwoTextsApartAndReasoningThatNothingFollowsOut() throws Exception {
    // Given
    String reasoning =
        ReasoningContent.of(List.of(new ProviderState("anthropic", "claude", null, "{}")));

    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":[
              {"role":"assistant","content":"one"},
              {"role":"assistant","content":"two"},
              {"type":"reasoning","summary":[],"encrypted_content":"%s"},
              {"role":"user","content":"three"}]}
            """
                .formatted(reasoning));

    // Then
    assertThat(request.getMessages())
        .extracting(Message::getText)
        .containsExactly("one", "two", "three");
    assertThat(request.getMessages())
        .allSatisfy(message -> assertThat(message.getProviderStates()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice.v1.", // nothing
        "sluice.v1.!!!", // no Base64
        "sluice.v1.e30", // no array
        "sluice.v1.W3t9XQ", // without its fields
        "sluice.v1.W3siYXBpIjoiYSIsIm1vZGVsIjoibSIsImRhdGEiOiJubyBKU09OIn1d", // data of no object
        "sluice.v2.W10" // of another version
      })
  void shouldRefuseReasoningThatIsNotAsItWasSent(String content) {
    // When
    BadParameter refused =
        catchThrowableOfType(
            BadParameter.class,
            () ->
                request(
                    "{\"model\":\"chat\",\"input\":[{\"type\":\"reasoning\",\"encrypted_content\":\""
                        + content
                        + "\"}]}"));

    // Then
    assertThat(refused.error().status()).isEqualTo(400);
    assertThat(refused.error().param()).isEqualTo("input[0].encrypted_content");
  }

  @Test
  void shouldTakeCacheMarkersOfPartsAndOfWholeTexts() throws Exception {
    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":[
              {"role":"system","content":"be brief","cache_control":{"type":"ephemeral","ttl":"1h"}},
              {"role":"user","content":[
                {"type":"input_text","text":"look","cache_control":{"type":"ephemeral"}},
                {"type":"input_image","image_url":"https://x.test/a.png"}]}]}
            """);

    // Then
    assertThat(request.getMessages())
        .flatExtracting(Message::getParts)
        .extracting(part -> part.getCacheTtl())
        .containsExactly("1h", "5m", null);
  }

  @Test
  void shouldPutTheRestIntoTheExtraBodyAsChatCompletionsHaveIt() throws Exception {
    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":"hi","parallel_tool_calls":false,"reasoning":{"effort":"low"},
             "tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true}],
             "tool_choice":{"type":"function","name":"f"},
             "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true}}}
            """);

    // Then
    assertThat(json(request.getExtraBody()))
        .isEqualTo(
            json(
                """
                {"parallel_tool_calls":false,
                 "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":true}}],
                 "tool_choice":{"type":"function","function":{"name":"f"}},
                 "verbosity":"low",
                 "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}},
                 "reasoning_effort":"low"}
                """));
  }

  @Test
  void shouldTellProvidersOfTheWishesThatSomeKnow() throws Exception {
    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":"hi","reasoning":{"effort":"low","summary":"detailed"},
             "truncation":"auto","max_tool_calls":3}
            """);

    // Then
    assertThat(json(request.getExtraBody()))
        .isEqualTo(
            json(
                """
                {"reasoning_effort":"low","reasoning_summary":"detailed","truncation":"auto",
                 "max_tool_calls":3}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'include':['file_search_call.results','web_search_call.results','web_search_call.action.sources',"
            + "'message.input_image.image_url','computer_call_output.output.image_url',"
            + "'code_interpreter_call.outputs','reasoning.encrypted_content','message.output_text.logprobs']",
        "'include':[]",
        "'stream_options':{'include_obfuscation':false,'include_usage':true}",
        "'truncation':'disabled'",
        "'top_logprobs':20",
        "'reasoning':{'summary':null,'effort':null}"
      })
  void shouldTakeWishesThatNoProviderIsToldOf(String field) throws Exception {
    // When
    CompletionRequest request =
        request(("{'model':'chat','input':'hi'," + field + "}").replace('\'', '"'));

    // Then
    assertThat(request.getExtraBody()).isNull();
  }

  @Test
  void shouldTakeAFormerNameOfTheSummary() throws Exception {
    // When
    CompletionRequest request =
        request(
            "{\"model\":\"chat\",\"input\":\"hi\",\"reasoning\":{\"generate_summary\":\"auto\"}}");

    // Then
    assertThat(json(request.getExtraBody())).isEqualTo(json("{\"reasoning_summary\":\"auto\"}"));
  }

  @Test
  void shouldTakeCustomToolsAndTheirCalls() throws Exception {
    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":[
               {"role":"user","content":"fix it"},
               {"type":"custom_tool_call","id":"ctc_1","call_id":"c1","name":"patch","input":"*** begin"},
               {"type":"custom_tool_call_output","call_id":"c1","output":"done"}],
             "tools":[{"type":"custom","name":"patch","description":"d",
                       "format":{"type":"grammar","syntax":"lark","definition":"start: A"}}],
             "tool_choice":{"type":"custom","name":"patch"}}
            """);

    // Then
    assertThat(request.getMessages().get(1).getToolCalls())
        .containsExactly(new ToolCall("c1", "patch", "*** begin", true));
    assertThat(request.getMessages().get(2).getToolCallId()).isEqualTo("c1");
    assertThat(json(request.getExtraBody()))
        .isEqualTo(
            json(
                """
                {"tools":[{"type":"custom","custom":{"name":"patch","description":"d",
                  "format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: A"}}}}],
                 "tool_choice":{"type":"custom","custom":{"name":"patch"}}}
                """));
    assertThat(InputJson.of("resp_abc", request.getMessages()))
        .extracting(item -> item.path("type").asText())
        .containsExactly("message", "custom_tool_call", "custom_tool_call_output");
  }

  @Test
  void shouldTakeWhatOnlyTheGatewayKnows() throws Exception {
    // When
    CompletionRequest request =
        request(
            """
            {"model":"chat","input":"hi","sluice":{"deadline":"2030-01-01T00:00:00Z","priority":3,
             "batch":true,"on_limit":"wait","fallbacks":["other"]}}
            """);

    // Then
    assertThat(request.getDeadline()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
    assertThat(request.getPriority()).isEqualTo(3);
    assertThat(request.getBatch()).isTrue();
    assertThat(request.getOnLimit()).isEqualTo(OnLimit.WAIT);
    assertThat(request.getFallbacks()).extracting(to -> to.getTo()).containsExactly("other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'previous_response_id':1|previous_response_id",
        "'conversation':'conv_1'|conversation",
        "'prompt':{'id':'p'}|prompt",
        "'stream':1|stream",
        "'store':false,'background':true|store",
        "'store':1|store",
        "'truncation':'middle'|truncation",
        "'include':['reasoning.encrypted_content','usage']|include[1]",
        "'include':'reasoning.encrypted_content'|include",
        "'reasoning':{'summary':'long'}|reasoning.summary",
        "'reasoning':{'generate_summary':1}|reasoning.generate_summary",
        "'reasoning':{'mode':'pro'}|reasoning.mode",
        "'stream_options':{'chunk':1}|stream_options.chunk",
        "'stream_options':{'include_obfuscation':1}|stream_options.include_obfuscation",
        "'top_logprobs':21|top_logprobs",
        "'top_logprobs':-1|top_logprobs",
        "'max_tool_calls':0|max_tool_calls",
        "'tools':[{'type':'file_search','vector_store_ids':['v']}]|tools[0].type",
        "'tools':[{'type':'mcp'}]|tools[0].type",
        "'tools':[{'type':'custom'}]|tools[0].name",
        "'tools':[{'type':'custom','name':'c','defer_loading':true}]|tools[0].defer_loading",
        "'tools':[{'type':'custom','name':'c','format':{'type':'grammar','syntax':'lark'}}]|tools[0].format.definition",
        "'input':[{'type':'custom_tool_call','call_id':'c','name':'f'}]|input[0].input",
        "'text':{'format':{'type':'grammar'}}|text.format.type",
        "'temperature':'hot'|temperature",
        "'max_output_tokens':1.5|max_output_tokens",
        "'metadata':{'a':1}|metadata.a",
        "'background':'yes'|background",
        "'unheard_of':1|unheard_of",
        "'sluice':{'on_limit':'perhaps'}|sluice.on_limit",
        "'input':[{'role':'tool','content':'x'}]|input[0].role",
        "'input':[{'type':'item_reference','id':'x'}]|input[0].id",
        "'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}]|input[0].content[0].file_id",
        "'input':[{'role':'user','content':[{'type':'input_file','file_data':'???'}]}]|input[0].content[0].file_data",
        "'input':[{'role':'user','content':[{'type':'input_text','text':'a','cache_control':{'type':'for ever'}}]}]|input[0].content[0].cache_control.type",
        "'input':[{'role':'user','content':'a','cache_control':{'type':'ephemeral','ttl':'1d'}}]|input[0].cache_control.ttl",
        "'input':3|input",
      })
  void shouldNameWhatItCanNotTake(String field, String param) {
    // When
    BadParameter refused =
        catchThrowableOfType(
            BadParameter.class,
            () ->
                request(
                    ("{'model':'chat',"
                            + (field.startsWith("'input'") ? "" : "'input':'hi',")
                            + field
                            + "}")
                        .replace('\'', '"')));

    // Then
    assertThat(refused.error().status()).isEqualTo(400);
    assertThat(refused.error().param()).isEqualTo(param);
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
