package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.CacheTtl;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.bedrock.BedrockConverse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conversations and OpenAI's parameters become in Converse's form. */
class BedrockRequestTest {
  private static final ProviderCodec CODEC = Fixtures.codec("bedrock");
  private static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String TOOLS =
      "'tools':[{'type':'function','function':{'name':'now','parameters':{}}}]";
  private static final Message HI = Message.text(Role.USER, "Hi");

  private static Attempt attempt(
      List<Message> messages, @Nullable String extra, @Nullable String targets) {
    Target target =
        Codecs.named("bedrock")
            .shaped(new Target("t", "p", MODEL, Sampling.NONE, targets, Duration.ofSeconds(20)));
    String own = extra == null ? null : extra.replace('\'', '"');
    return Attempts.attempt("att_a", 1, target, Attempts.request(messages, own), Sampling.NONE);
  }

  private static JsonNode body(Attempt attempt) {
    String body = StandardCharsets.UTF_8.decode(CODEC.encode(attempt).body()).toString();
    return Objects.requireNonNull(Json.parse(body));
  }

  private static JsonNode body(List<Message> messages) {
    return body(attempt(messages, null, null));
  }

  private static JsonNode body(String extra) {
    return body(attempt(List.of(HI), extra, null));
  }

  private static JsonNode json(String text) {
    return Objects.requireNonNull(Json.parse(text.replace('\'', '"')));
  }

  private static Message answer(ProviderState state, ToolCall... calls) {
    return new Message(Role.ASSISTANT, List.of(), null, null, List.of(calls), List.of(state));
  }

  private static Message result(String id, String text) {
    return new Message(Role.TOOL, List.of(new ContentPart.Text(text)), null, id, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-4-5-20250929-v1:0, /model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse",
    "eu.amazon.nova-pro-v1:0, /model/eu.amazon.nova-pro-v1%3A0/converse",
    "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/a.b, /model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Fa.b/converse"
  })
  void shouldKeepTheModelInOneSegmentOfThePath(String model, String path) {
    // When
    String found =
        new BedrockConverse()
            .path(new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(1)));

    // Then
    assertThat(found).isEqualTo(path);
  }

  @Test
  void shouldPutResultsFirstAndAllInOneTurn() {
    // Given
    ProviderState none = new ProviderState(ProviderState.ANTHROPIC, MODEL, null, "{}");
    List<Message> messages =
        List.of(
            Message.text(Role.ASSISTANT, "Welcome."),
            HI,
            answer(none, new ToolCall("a|1", "now", "{}"), new ToolCall("b", "now", "")),
            result("b", "noon"),
            Message.text(Role.USER, "Well?"),
            result("a|1", " "));

    // When
    JsonNode sent = body(messages).path("messages");

    // Then
    String id = sent.at("/3/content/0/toolUse/toolUseId").asText();
    assertThat(id).matches("[a-zA-Z0-9_-]{1,64}");
    assertThat(sent.findValuesAsText("role"))
        .containsExactly("user", "assistant", "user", "assistant", "user");
    assertThat(sent.at("/0/content")).isEqualTo(json("[{'text':'.'}]"));
    assertThat(sent.at("/4/content"))
        .isEqualTo(
            json(
                "[{'toolResult':{'toolUseId':'"
                    + id
                    + "','content':[{'text':'(no output)'}]}},"
                    + "{'toolResult':{'toolUseId':'b','content':[{'text':'noon'}]}},"
                    + "{'text':'Well?'}]"));
  }

  @Test
  void shouldSendReasoningBackToItsModelAloneAndNothingElseOfAState() {
    // Given
    String block = "{\"reasoningContent\":{\"redactedContent\":\"cmVk\"}}";
    List<Message> messages = new ArrayList<>();
    messages.add(HI);
    for (String model : List.of(MODEL, "another")) {
      String data = block.replace("{\"reas", "{\"text\":\"injected\",\"reas");
      String id = model.substring(0, 7);
      ProviderState state = new ProviderState(ProviderState.BEDROCK, model, id, data);
      messages.add(answer(state, new ToolCall(id, "now", "{}")));
      messages.add(result(id, "noon"));
    }

    // When
    JsonNode sent = body(messages).path("messages");

    // Then
    assertThat(sent.at("/1/content/0")).isEqualTo(json(block));
    assertThat(sent.at("/1/content/1").has("toolUse")).isTrue();
    assertThat(sent.at("/3/content/0").has("toolUse")).isTrue();
    assertThat(sent.toString()).doesNotContain("injected");
  }

  /** Two turns of a loop with tools, from reply to request. */
  @Test
  void shouldSendEverySignedBlockBackAsItCame() {
    // Given
    HttpReply reply = Fixtures.reply("bedrock", "tool-calls");
    Outcome.Answered outcome =
        (Outcome.Answered) CODEC.decode(attempt(List.of(HI), null, null), reply, Fixtures.NOW);
    List<Message> messages = new ArrayList<>(List.of(HI));
    messages.add(
        new Message(
            Role.ASSISTANT,
            List.of(new ContentPart.Text(String.valueOf(outcome.answer().text()))),
            null,
            null,
            outcome.answer().toolCalls(),
            outcome.answer().providerStates()));
    outcome.answer().toolCalls().forEach(call -> messages.add(result(call.id(), "ok")));

    // When
    JsonNode sent = body(messages);

    // Then
    assertThat(sent.at("/messages/1/content"))
        .isEqualTo(
            Fixtures.json("bedrock/tool-calls.response.json").at("/body/output/message/content"));
    // Converse demands tools where the conversation has calls
    assertThat(sent.at("/toolConfig/tools").findValuesAsText("name"))
        .containsExactly("weather", "now");
  }

  @Test
  void shouldPutCachePointsBehindWhatTheyMark() {
    // Given
    List<Message> messages =
        List.of(
            new Message(
                Role.SYSTEM,
                List.of(new ContentPart.Text("Long.", CacheTtl.ONE_HOUR)),
                null,
                null,
                List.of()),
            new Message(
                Role.USER,
                List.of(
                    new ContentPart.Text("a", CacheTtl.FIVE_MINUTES), new ContentPart.Text(" ")),
                null,
                null,
                List.of()));

    // When
    JsonNode sent = body(messages);

    // Then
    assertThat(sent.path("system"))
        .isEqualTo(json("[{'text':'Long.'},{'cachePoint':{'type':'default','ttl':'1h'}}]"));
    assertThat(sent.at("/messages/0/content"))
        .isEqualTo(json("[{'text':'a'},{'cachePoint':{'type':'default'}}]"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, document",
        "'Q3: report_v2.1 (final).pdf', Q3 report v2 1 (final)",
        "'.pdf', document"
      })
  void shouldNameDocumentsAsConverseDemands(@Nullable String fileName, String name) {
    // Given
    Message message =
        SampleRequests.message(
            Role.USER,
            new ContentPart.Text("Read."),
            new ContentPart.File(ByteBuffer.wrap(new byte[] {1}), "application/pdf", fileName));

    // When
    JsonNode sent = body(List.of(message));

    // Then
    assertThat(sent.at("/messages/0/content/1/document"))
        .isEqualTo(json("{'format':'pdf','name':'" + name + "','source':{'bytes':'AQ=='}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{" + TOOLS + ",'tool_choice':'auto'}|{'auto':{}}",
        "{" + TOOLS + ",'tool_choice':'required'}|{'any':{}}",
        "{"
            + TOOLS
            + ",'tool_choice':{'type':'function','function':{'name':'now'}}}|{'tool':{'name':'now'}}"
      })
  void shouldPutTheToolChoiceIntoConversesForm(String extra, String choice) {
    // When
    JsonNode sent = body(extra);

    // Then
    assertThat(sent.at("/toolConfig/toolChoice")).isEqualTo(json(choice));
    assertThat(sent.at("/toolConfig/tools"))
        .isEqualTo(
            json(
                "[{'toolSpec':{'name':'now','inputSchema':{'json':"
                    + "{'type':'object','properties':{}}}}}]"));
  }

  @Test
  void shouldLeaveToolsOutWhereNoneMayBeCalled() {
    // When
    JsonNode sent = body("{" + TOOLS + ",'tool_choice':'none'}");

    // Then
    assertThat(sent.has("toolConfig")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'thinking':{'type':'enabled','budget_tokens':2048},'top_k':5,'seed':1}|/additionalModelRequestFields|{'thinking':{'type':'enabled','budget_tokens':2048},'top_k':5}",
        "{'additionalModelRequestFields':{'top_k':1}}|/additionalModelRequestFields|{'top_k':1}",
        "{'reasoning_effort':'high'}|/outputConfig|{'effort':'high'}",
        "{'service_tier':'flex'}|/serviceTier|{'type':'flex'}",
        "{'inferenceConfig':{'maxTokens':100000,'topP':0.5}}|/inferenceConfig|{'topP':0.5}",
        "{'requestMetadata':{'team':'a'}}|/requestMetadata|{'team':'a'}",
        "{'performanceConfig':{'latency':'optimized'}}|/performanceConfig|{'latency':'optimized'}",
        "{'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{}}}}|/outputConfig/textFormat|{'type':'json_schema','structure':{'jsonSchema':{'schema':'{}','name':'n'}}}"
      })
  void shouldPutExtraFieldsWhereConverseHasThem(String extra, String place, String value) {
    // When
    JsonNode sent = body(extra);

    // Then
    assertThat(sent.at(place)).isEqualTo(json(value));
  }

  @Test
  void shouldLeaveTheGuardrailToTheOperator() {
    // Given
    String guardrail = "{'guardrailConfig':{'guardrailIdentifier':'g1','guardrailVersion':'1'}}";
    Attempt operators = attempt(List.of(HI), null, guardrail.replace('\'', '"'));

    // When
    JsonNode sent = body(operators);

    // Then
    assertThat(sent.at("/guardrailConfig/guardrailIdentifier").asText()).isEqualTo("g1");
    assertThatThrownBy(() -> body(guardrail))
        .hasMessageContaining("extra_body.guardrailConfig may not be set for t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'response_format':{'type':'json_object'}}|only the response_format types",
        "{'tools':[{'type':'custom'}]}|only tools of the type function",
        "{'functions':[]}|does not take extra_body.functions"
      })
  void shouldLeaveWhatConverseHasNotToAnother(String extra, String complaint) {
    assertThatThrownBy(() -> body(extra)).hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com/a.png, data URLs only",
    "s3://bucket/a.png, may not be in a bucket",
    "'data:image/tiff;base64,AAAA', 'png, jpeg, gif and webp only'"
  })
  void shouldLeaveImagesThatConverseDoesNotTakeToAnother(String url, String complaint) {
    // Given
    Message message = SampleRequests.message(Role.USER, new ContentPart.Image(url, null));

    // When and then
    assertThatThrownBy(() -> body(List.of(message))).hasMessageContaining(complaint);
  }

  @Test
  void shouldTakeInstructionsAloneForTheUsers() {
    // When
    JsonNode sent = body(List.of(Message.text(Role.SYSTEM, "Say hi.")));

    // Then
    assertThat(sent)
        .isEqualTo(json("{'messages':[{'role':'user','content':[{'text':'Say hi.'}]}]}"));
  }

  @Test
  void shouldNameNoMetadataOfOpenAis() {
    assertThat(body("{'metadata':{'a':'b'},'user':'u'}").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("messages");
  }
}
