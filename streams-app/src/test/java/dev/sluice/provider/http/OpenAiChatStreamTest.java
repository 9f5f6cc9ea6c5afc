package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.openai.AzureOpenAi;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.shaping.BodyShape;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamApi;
import dev.sluice.provider.stream.StreamEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatStreamTest {
  private static final OpenAiChat CHAT = new OpenAiChat(ProviderSettings.MAX_COMPLETION_TOKENS);
  private static final Attempt ATTEMPT = Attempts.saying("hi", Attempts.target("t", "openai"));

  private static final String ROLE =
      "{'choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}";

  private static final String TEXT =
      "{'id':'c','model':'m','choices':[{'index':0,'delta':{'content':'fine'}}]}";

  private static final String STOP = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";

  private static final String USAGE =
      "{'choices':[],'usage':{'prompt_tokens':10,'completion_tokens':4}}";

  private final ReplyAssembler assembler = CHAT.stream().assembler();

  /**
   * @param data with single quotes
   */
  private List<AnswerDelta> add(String... data) {
    return StreamFixtures.added(
        assembler, List.of(data).stream().map(each -> event(null, each)).toList());
  }

  private static StreamEvent event(@Nullable String name, String data) {
    return new StreamEvent(name, data.replace('\'', '"'));
  }

  private Outcome outcome() {
    HttpReply reply = new HttpReply(200, Map.of(), assembler.reply().toString(), false);
    return new ProviderCodec(CHAT).decode(ATTEMPT, reply, Fixtures.NOW);
  }

  private Answer answer() {
    return ((Outcome.Answered) outcome()).answer();
  }

  private Outcome.Failed failed() {
    return (Outcome.Failed) outcome();
  }

  @Test
  void shouldAskForAStreamWithItsUsageWhateverTheRequestsExtraBodySays() {
    // Given
    Attempt attempt =
        Attempts.attempt(
            ATTEMPT.target(),
            Attempts.request(
                ATTEMPT.request().messages(),
                "{\"stream\":false,\"stream_options\":{\"include_usage\":false,\"a\":1}}"));
    ObjectNode body = CHAT.body(attempt);

    // When
    CHAT.stream().ask(body);

    // Then
    assertThat(body.path("stream").asBoolean()).isTrue();
    assertThat(body.path("stream_options")).isEqualTo(Json.parse("{\"include_usage\":true}"));
    assertThat(CHAT.stream().path(attempt.target())).isEqualTo(CHAT.path(attempt.target()));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-06-01,false",
    "2024-08-01-preview,false",
    "2024-09-01-preview,true",
    "2024-10-21,true",
    "preview,true",
    ",true"
  })
  void shouldAskAzureForTheUsageWhereItKnowsHow(@Nullable String version, boolean asked) {
    // Given
    AzureOpenAi azure = new AzureOpenAi(version, ProviderSettings.MAX_TOKENS);
    Target target = ATTEMPT.target();
    ObjectNode body = azure.body(ATTEMPT);

    // When
    azure.stream().ask(body);

    // Then
    assertThat(body.path("stream").asBoolean()).isTrue();
    assertThat(body.has("stream_options")).isEqualTo(asked);
    assertThat(azure.stream().path(target)).isEqualTo(azure.path(target));
  }

  @Test
  void shouldNotAskForTheUsageBesideAzuresOwnDataSources() {
    // Given
    ObjectNode body = Json.object();
    body.putArray("data_sources").addObject().put("type", "azure_search");

    // When
    CHAT.stream().ask(body);

    // Then
    assertThat(Json.names(body)).containsExactly("data_sources", "stream");
  }

  @ParameterizedTest
  @CsvSource({
    "api.mistral.ai,false",
    "api.cohere.ai,false",
    "api.groq.com,true",
    "localhost:8000,true",
  })
  void shouldNotSendOptionsToAHostThatRefusesThem(String host, boolean sent) {
    // Given
    ObjectNode body = Json.object();
    CHAT.stream().ask(body);

    // When
    List<String> changes = BodyShape.shape(body, Shaped.chat(host, "m").target(), Set.of());

    // Then
    assertThat(body.has("stream_options")).isEqualTo(sent);
    assertThat(body.path("stream").asBoolean()).isTrue();
    assertThat(changes).isEmpty();
  }

  @Test
  void shouldBeCompleteWithAFinishReasonAndTakeTheUsageThatFollows() {
    // When
    add(ROLE, TEXT);
    boolean before = assembler.isComplete();
    add(STOP);
    boolean after = assembler.isComplete();
    add(USAGE);

    // Then
    assertThat(before).isFalse();
    assertThat(after).isTrue();
    assertThat(answer().usage()).isEqualTo(Usage.of(10, 4));
  }

  @Test
  void shouldHaveNoUsageWhereNoneWasTold() {
    // When
    add(ROLE, TEXT, STOP, "[DONE]");

    // Then
    assertThat(answer().text()).isEqualTo("fine");
    assertThat(answer().usage()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[],'usage':{'prompt_tokens':10,'completion_tokens':4}}",
        "{'choices':null,'usage':{'prompt_tokens':10,'completion_tokens':4}}",
        "{'usage':{'prompt_tokens':10,'completion_tokens':4}}",
        "{'choices':[],'x_groq':{'usage':{'prompt_tokens':10,'completion_tokens':4}}}",
        "{'choices':[{'index':0,'delta':{},'usage':{'prompt_tokens':10,'completion_tokens':4}}]}",
      })
  void shouldTakeTheLastUsageThatCountsSomething(String last) {
    // Given
    String zero = "{'choices':[],'usage':{'prompt_tokens':0,'completion_tokens':0}}";
    String sofar = "{'choices':[],'usage':{'prompt_tokens':10,'completion_tokens':1}}";

    // When
    add(zero, TEXT, sofar, STOP, last, zero);

    // Then
    assertThat(answer().usage()).isEqualTo(Usage.of(10, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // event, data, type of failure, a part of its message
        "|{'error':{'message':'no memory','type':'InternalServerError','code':500}}"
            + "|SERVER_ERROR|no memory",
        "|{'error':'no memory','error_type':'generation'}|SERVER_ERROR|no memory",
        "|{'object':'error','message':'no memory','code':500}|SERVER_ERROR|no memory",
        "|{'message':'no memory'}|SERVER_ERROR|no memory",
        "|{'detail':'no memory'}|SERVER_ERROR|no memory",
        "|{'error_type':'x','error_message':'no memory'}|SERVER_ERROR|no memory",
        "|{'base_resp':{'status_code':1000,'status_msg':'no memory'}}|SERVER_ERROR|no memory",
        "|{'choices':[{'index':0,'delta':{'content':''},'finish_reason':'error'}],"
            + "'error':{'code':429,'message':'slow down'}}|PROVIDER_RATE_LIMITED|slow down",
        "|{'choices':[{'index':0,'delta':{},'error':{'code':429,'message':'slow down'}}]}"
            + "|PROVIDER_RATE_LIMITED|slow down",
        "|{'error':{'message':'no','code':'context_length_exceeded'}}|CONTEXT_WINDOW_EXCEEDED|no",
        "|[{'error':{'message':'no memory'}}]|SERVER_ERROR|no memory",
        "|upstream connect error or reset|SERVER_ERROR|upstream connect error",
        "|{'choices':[{'index':0,'delta':{'conte|SERVER_ERROR|not JSON",
        "error|{'reason':'no memory'}|SERVER_ERROR|answered 200",
        "error|{}|SERVER_ERROR|without an error message",
        "error|failed|SERVER_ERROR|failed",
      })
  void shouldBecomeTheErrorThatAnEventTells(
      @Nullable String name, String data, FailureType type, String message) {
    // Given
    add(ROLE, TEXT, USAGE);

    // When
    assembler.add(event(name, data));

    // Then
    assertThat(assembler.isComplete()).isTrue();
    assertThat(failed().failure().type().isA(type)).as("%s", failed().failure().type()).isTrue();
    assertThat(failed().failure().message()).contains(message);
    assertThat(failed().usage()).isEqualTo(Usage.of(10, 4));
  }

  @Test
  void shouldTellNothingMoreAfterAnErrorButTakeItsUsage() {
    // Given
    add(ROLE, "{'error':{'message':'no memory'}}");

    // When
    List<AnswerDelta> deltas = add(TEXT, USAGE, STOP, "[DONE]");

    // Then
    assertThat(deltas).isEmpty();
    assertThat(failed().failure().message()).contains("no memory");
    assertThat(failed().usage()).isEqualTo(Usage.of(10, 4));
  }

  @Test
  void shouldKeepAWholeAnswerWhateverComesBehindIt() {
    // Given
    add(TEXT, STOP);

    // When
    add("{'error':{'message':'no memory'}}", "upstream connect error", USAGE);

    // Then
    assertThat(answer().text()).isEqualTo("fine");
    assertThat(answer().usage()).isEqualTo(Usage.of(10, 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ping", "null", "1", "{}", "{'type':'ping'}", "{'choices':[],'cost':'0'}"})
  void shouldPassOverSignsOfLife(String data) {
    // When
    List<AnswerDelta> deltas = add(data, TEXT, data, STOP, data);

    // Then
    assertThat(Told.by(deltas).text()).isEqualTo("fine");
    assertThat(answer().text()).isEqualTo("fine");
  }

  @Test
  void shouldTellOneReasoningWhereAServerWritesItTwice() {
    // When
    List<AnswerDelta> deltas =
        add(
            "{'choices':[{'delta':{'reasoning':'A ','reasoning_content':'A '}}]}",
            "{'choices':[{'delta':{'reasoning':'b','reasoning_content':'b'}}]}",
            TEXT,
            STOP);

    // Then
    assertThat(Told.by(deltas)).isEqualTo(Told.of(answer()));
    assertThat(answer().reasoning()).isEqualTo("A b");
  }

  @Test
  void shouldGiveACallWithoutArgumentsAnEmptyObject() {
    // When
    List<AnswerDelta> deltas =
        add(
            "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'a','function':{'name':'f'}}]}}]}",
            "{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}",
            "[DONE]");

    // Then
    assertThat(deltas)
        .containsExactly(
            new AnswerDelta.ToolCallBegun(0, "a", "f", false),
            new AnswerDelta.ToolArguments(0, "{}"));
    assertThat(Told.by(deltas)).isEqualTo(Told.of(answer()));
  }

  @Test
  void shouldTakeArgumentsAsAnObjectAndOnesThatComeBeforeTheName() {
    // When
    List<AnswerDelta> deltas =
        add(
            "{'choices':[{'delta':{'tool_calls':[{'index':0,'function':{'arguments':{'a':1}}}]}}]}",
            "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'a','function':{'name':'f'}}]}}]}",
            STOP);

    // Then
    assertThat(deltas)
        .containsExactly(
            new AnswerDelta.ToolCallBegun(0, "a", "f", false),
            new AnswerDelta.ToolArguments(0, "{\"a\":1}"));
    assertThat(Told.by(deltas)).isEqualTo(Told.of(answer()));
  }

  @Test
  void shouldKeepDetailsOfReasoningApart() {
    // Given
    String details = "{'choices':[{'delta':{'content':'a','reasoning_details':[%s]}}]}";

    // When
    add(
        details.formatted("{'type':'reasoning.summary','summary':'A','id':'1','index':0}"),
        details.formatted("{'type':'reasoning.summary','summary':'B','id':'1','index':0}"),
        details.formatted("{'type':'reasoning.encrypted','data':'X','id':'1','index':0}"),
        details.formatted("{'type':'reasoning.encrypted','data':'Y','id':'2','index':0}"),
        details.formatted("{'type':'reasoning.text','text':'C'}"),
        details.formatted("{'type':'reasoning.text','text':'D','signature':'S'}"));

    // Then
    JsonNode message = assembler.reply().path("choices").path(0).path("message");
    assertThat(message.path("reasoning_details"))
        .isEqualTo(
            Json.parse(
                """
                [{"type":"reasoning.summary","summary":"AB","id":"1","index":0},
                 {"type":"reasoning.encrypted","data":"X","id":"1","index":0},
                 {"type":"reasoning.encrypted","data":"Y","id":"2","index":0},
                 {"type":"reasoning.text","text":"CD","signature":"S"}]
                """));
  }

  @Test
  void shouldAskTheResponsesApiForAStreamWithoutOptions() {
    // Given
    StreamApi responses = StreamFixtures.api("openai-responses");
    ObjectNode body = Json.object();

    // When
    responses.ask(body);

    // Then
    assertThat(body).isEqualTo(Json.object().put("stream", true));
    assertThat(responses.path(ATTEMPT.target())).isEqualTo("/responses");
  }
}
