package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import dev.sluice.profile.OnUnsupported;
import dev.sluice.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools whose input is any text, wherever a route leads. */
class CustomToolsTest {
  private static final String TOOLS =
      quotes("{'tools':[{'type':'custom','custom':{'name':'patch','description':'applies it'}}]}");

  private static final String CHOSEN =
      TOOLS.replace("]}", quotes("],'tool_choice':{'type':'custom','custom':{'name':'patch'}}}"));

  private static final String GRAMMAR =
      "{'tools':[{'type':'custom','custom':{'name':'patch','format':{'type':'grammar',"
          + "'grammar':{'syntax':'lark','definition':'start: A'}}}}]}";

  private static final List<Message> LOOP =
      List.of(
          Message.text(Role.USER, "fix it"),
          calls(new ToolCall("c1", "patch", "*** \"begin\"", true)),
          output("c1", "done"));

  static Stream<Codecs> withoutCustomTools() {
    return Codecs.ALL.stream().filter(each -> !each.name().equals("openai"));
  }

  @ParameterizedTest
  @MethodSource("withoutCustomTools")
  void shouldBeAFunctionWithOneTextWhereAnApiHasNone(Codecs vendor) {
    // When
    HttpCall call = vendor.codec().encode(attempt(vendor));

    // Then
    String body = UTF_8.decode(call.body()).toString();
    assertThat(body).contains("\"input\":{\"type\":\"string\"}").contains("applies it");
    assertThat(body).doesNotContain("custom");
    // as an object, or as a text that holds one
    assertThat(body.replace("\\\\", "").replace("\\", ""))
        .contains("{\"input\":\"*** \"begin\"\"}");
    assertThat(call.adjustments()).contains("custom tools sent as functions");
  }

  @Test
  void shouldBeChosenAsAFunctionWhereAnApiHasNone() {
    // When
    JsonNode body = Shaped.chat("localhost:8000", "llama").with(CHOSEN).body();

    // Then
    assertThat(body.path("tool_choice"))
        .isEqualTo(json("{'type':'function','function':{'name':'patch'}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'input':'*** begin'}|*** begin",
        "{'input':''}|''",
        "*** begin|*** begin",
        "{'input':7}|{'input':7}",
        "{'input':'a','b':1}|{'input':'a','b':1}"
      })
  void shouldBeCustomCallsAgainInTheAnswer(String arguments, String input) {
    // Given
    String quoted = Json.MAPPER.getNodeFactory().textNode(quotes(arguments)).toString();
    String reply =
        """
        {"choices":[{"message":{"tool_calls":[
          {"id":"c2","type":"function","function":{"name":"patch","arguments":%s}},
          {"id":"c3","type":"function","function":{"name":"other","arguments":"{}"}}]},
          "finish_reason":"tool_calls"}]}
        """
            .formatted(quoted);

    // When
    Answer answer = answer(Codecs.named("compatible"), reply);

    // Then
    assertThat(answer.toolCalls())
        .containsExactly(
            new ToolCall("c2", "patch", quotes(input), true), new ToolCall("c3", "other", "{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai|{'choices':[{'message':{'tool_calls':[{'id':'c2','type':'custom',"
            + "'custom':{'name':'patch','input':'*** begin'}}]},'finish_reason':'tool_calls'}]}",
        "openai-responses|{'status':'completed','output':[{'type':'custom_tool_call','id':'ctc_1',"
            + "'call_id':'c2','name':'patch','input':'*** begin'}]}",
        "anthropic|{'type':'message','content':[{'type':'tool_use','id':'c2','name':'patch',"
            + "'input':{'input':'*** begin'}}],'stop_reason':'tool_use'}"
      })
  void shouldBeCustomCallsWhateverAVendorCallsThem(String vendor, String reply) {
    // When
    Answer answer = answer(Codecs.named(vendor), quotes(reply));

    // Then
    assertThat(answer.toolCalls()).containsExactly(new ToolCall("c2", "patch", "*** begin", true));
  }

  @Test
  void shouldStayCustomInTheResponsesApiOfOpenAi() {
    // When
    JsonNode body = openAi(ProviderKind.OPENAI_RESPONSES).with(CHOSEN).saying(loop()).body();

    // Then
    assertThat(body.path("tools"))
        .isEqualTo(json("[{'type':'custom','name':'patch','description':'applies it'}]"));
    assertThat(body.path("tool_choice")).isEqualTo(json("{'type':'custom','name':'patch'}"));
    assertThat(body.at("/input/1"))
        .isEqualTo(
            Json.object()
                .put("type", "custom_tool_call")
                .put("call_id", "c1")
                .put("name", "patch")
                .put("input", "*** \"begin\""));
    assertThat(body.at("/input/2/type").asText()).isEqualTo("custom_tool_call_output");
  }

  @Test
  void shouldStayCustomInTheChatCompletionsOfOpenAi() {
    // When
    JsonNode body = openAi(ProviderKind.OPENAI).with(TOOLS).saying(loop()).body();

    // Then
    assertThat(body.at("/tools/0/type").asText()).isEqualTo("custom");
    assertThat(body.at("/messages/1/tool_calls/0/custom/input").asText())
        .isEqualTo("*** \"begin\"");
  }

  @Test
  void shouldSendAGrammarWhereItIsEnforced() {
    // When
    JsonNode body = openAi(ProviderKind.OPENAI_RESPONSES).with(GRAMMAR).body();

    // Then
    assertThat(body.at("/tools/0/format"))
        .isEqualTo(json("{'type':'grammar','syntax':'lark','definition':'start: A'}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "o3"})
  void shouldGoToTheNextTargetWithAGrammarThatNobodyEnforces(String model) {
    // Given
    Shaped request = Shaped.at(ProviderKind.OPENAI_RESPONSES, "api.openai.com", model);

    // When
    FailureException refused =
        catchThrowableOfType(FailureException.class, () -> request.with(GRAMMAR).body());

    // Then
    assertThat(refused.failure().type()).isEqualTo(FailureType.UNSUPPORTED_PARAMETERS);
  }

  @Test
  void shouldDropAGrammarWhereTheOperatorWantsThat() {
    // When
    List<String> adjustments =
        Shaped.chat("localhost:8000", "llama")
            .onUnsupported(OnUnsupported.DROP)
            .with(GRAMMAR)
            .adjustments();

    // Then
    assertThat(adjustments).contains("grammar of a custom tool dropped");
  }

  private static Shaped openAi(ProviderKind kind) {
    return Shaped.at(kind, "api.openai.com", "gpt-5.2");
  }

  private static Message[] loop() {
    return LOOP.toArray(Message[]::new);
  }

  private static Attempt attempt(Codecs vendor) {
    return Attempts.attempt(
        "att_1", 1, vendor.target(), Attempts.request(LOOP, TOOLS), Sampling.NONE);
  }

  private static Answer answer(Codecs vendor, String reply) {
    HttpReply answered = new HttpReply(200, Map.of(), reply, false);
    Outcome outcome = vendor.codec().decode(attempt(vendor), answered, Fixtures.NOW);
    return ((Outcome.Answered) outcome).answer();
  }

  private static Message calls(ToolCall call) {
    return new Message(Role.ASSISTANT, List.of(), null, null, List.of(call), List.of());
  }

  private static Message output(String id, String text) {
    return new Message(
        Role.TOOL, Message.text(Role.TOOL, text).parts(), null, id, List.of(), List.of());
  }

  private static JsonNode json(String text) {
    return Objects.requireNonNull(Json.parse(quotes(text)));
  }

  private static String quotes(String text) {
    return text.replace('\'', '"');
  }
}
