package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.http.openai.AnswerForm;
import dev.sluice.http.openai.ChatRequests;
import dev.sluice.http.openai.Past;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.http.openai.ResponseRequests;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import dev.sluice.wire.AnswerRecords;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RequestRecords;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two turns with tools in each vendor's form: what it gave with its answer is in the next request
 * as it was, whether the client came over HTTP or by record, and in no other vendor's.
 */
class ToolLoopTest {
  private static final AvroRowCodec<CompletionRequest> AVRO =
      new AvroRowCodec<>(CompletionRequest.getClassSchema());
  private static final AvroRowCodec<dev.sluice.v1.Answer> ANSWER_AVRO =
      new AvroRowCodec<>(dev.sluice.v1.Answer.getClassSchema());
  private static final Message QUESTION = Message.text(Role.USER, "Weather in Oslo and Rome?");

  private static final String POLLING_ID = "resp_" + "a".repeat(51);

  /** How the client comes. */
  enum Way {
    RECORD,
    RESPONSES,
    CHAT,
    CHAT_REBUILT
  }

  /**
   * One vendor's loop.
   *
   * @param reply to the first turn, with ' for "
   * @param back what the assistant's turn is in the second request, with ' for "
   */
  record Loop(String name, String vendor, String model, String reply, String back) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String OSLO =
      "'id':'c1','type':'function','function':{'name':'weather','arguments':'{}'}";
  private static final String ROME =
      "'id':'c2','type':'function','function':{'name':'weather','arguments':'{}'}";
  private static final String SIGNED = "'extra_content':{'google':{'thought_signature':'SIG+/=='}}";

  static Stream<Loop> loops() {
    return Stream.of(
        new Loop(
            "Anthropic",
            "anthropic",
            "claude-sonnet-4-5",
            """
            {'type':'message','content':[{'type':'thinking','thinking':'hmm','signature':'SIG'},{'type':'redacted_thinking','data':'XX'},
             {'type':'text','text':'Let me look.'},{'type':'thinking','thinking':'hmm2','signature':'SIG2'},
             {'type':'tool_use','id':'t1','name':'weather','input':{}}],'stop_reason':'tool_use'}""",
            """
            [{'role':'assistant','content':[{'type':'thinking','thinking':'hmm','signature':'SIG'},{'type':'redacted_thinking','data':'XX'},
             {'type':'text','text':'Let me look.'},{'type':'thinking','thinking':'hmm2','signature':'SIG2'},
             {'type':'tool_use','id':'t1','name':'weather','input':{}}]}]"""),
        new Loop(
            "Gemini's compatible API",
            "compatible",
            "gemini-3-pro-preview",
            chat("'content':null,'tool_calls':[{%s,%s},{%s}]".formatted(OSLO, SIGNED, ROME)),
            """
            [{'role':'assistant','content':null,'tool_calls':[{%s,%s},{%s}]}]"""
                .formatted(OSLO, SIGNED, ROME)),
        new Loop(
            "DeepSeek",
            "compatible",
            "deepseek-v4-pro",
            chat(
                "'content':'Let me look.','reasoning_content':'hmm','tool_calls':[{%s}]"
                    .formatted(OSLO)),
            """
            [{'role':'assistant','content':'Let me look.','tool_calls':[{%s}],'reasoning_content':'hmm'}]"""
                .formatted(OSLO)),
        new Loop(
            "DeepSeek without a thought",
            "compatible",
            "deepseek-v4-pro",
            chat("'content':'','reasoning_content':'','tool_calls':[{%s}]".formatted(OSLO)),
            """
            [{'role':'assistant','content':'','tool_calls':[{%s}],'reasoning_content':''}]"""
                .formatted(OSLO)),
        new Loop(
            "OpenRouter",
            "compatible",
            "anthropic/claude-sonnet-5",
            chat(
                ("'content':null,'reasoning':'hmm','reasoning_details':[{'type':'reasoning.text',"
                        + "'text':'hmm','signature':'SIG','index':0}],'tool_calls':[{%s}]")
                    .formatted(OSLO)),
            """
            [{'role':'assistant','content':null,'tool_calls':[{%s}],
              'reasoning_details':[{'type':'reasoning.text','text':'hmm','signature':'SIG','index':0}]}]"""
                .formatted(OSLO)),
        new Loop(
            "OpenAI's Responses API",
            "openai-responses",
            "gpt-5.4",
            """
            {'id':'resp_x','status':'completed','output':[
              {'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'hmm'}],'encrypted_content':'ENC1'},
              {'type':'message','role':'assistant','content':[{'type':'output_text','text':'Let me look.'}]},
              {'type':'reasoning','id':'rs_2','summary':[],'encrypted_content':'ENC2'},
              {'type':'function_call','call_id':'c1','name':'weather','arguments':'{}'},
              {'type':'function_call','call_id':'c2','name':'weather','arguments':'{}'}]}""",
            """
            [{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'hmm'}],'encrypted_content':'ENC1'},
             {'type':'message','role':'assistant','content':'Let me look.'},
             {'type':'reasoning','id':'rs_2','summary':[],'encrypted_content':'ENC2'},
             {'type':'function_call','call_id':'c1','name':'weather','arguments':'{}'},
             {'type':'function_call','call_id':'c2','name':'weather','arguments':'{}'}]"""));
  }

  private static String chat(String message) {
    return "{'id':'c-1','choices':[{'index':0,'message':{'role':'assistant',"
        + message
        + "},'finish_reason':'tool_calls'}]}";
  }

  static Stream<Arguments> ways() {
    return loops().flatMap(loop -> Stream.of(Way.values()).map(way -> arguments(loop, way)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("ways")
  void shouldSendBackToTheVendorWhatItGave(Loop loop, Way way) throws Exception {
    // Given
    Answer answer = answer(loop);
    Request next = next(way, answer);

    // When
    ArrayNode sent = conversation(loop.vendor(), loop.model(), "p", next);

    // Then
    JsonNode back = json(loop.back());
    for (int i = 0; i < back.size(); i++) {
      assertThat(sent.path(i + 1)).isEqualTo(back.path(i));
    }
    assertThat(sent).hasSize(1 + back.size() + answer.toolCalls().size());
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepSignedThinkingWholeAndInItsPlaceUntilTheNextRequest(Way way) throws Exception {
    // Given
    String thinking = "{'type':'thinking','thinking':'hmm','signature':'SIG'}";
    String redacted = "{'type':'redacted_thinking','data':'XX'}";
    String later = "{'type':'thinking','thinking':'and','signature':'SIG2'}";
    String reply =
        "{'type':'message','content':["
            + thinking
            + ","
            + redacted
            + ",{'type':'text','text':'Let me look.'},"
            + later
            + ",{'type':'tool_use','id':'t1','name':'weather','input':{}}],'stop_reason':'tool_use'}";
    Answer answer = answer(new Loop("Anthropic", "anthropic", "claude-sonnet-5", reply, ""));

    // When
    Message turn = next(way, answer).messages().get(1);

    // Then
    assertThat(turn.parts()).containsExactly(new ContentPart.Text("Let me look."));
    assertThat(turn.toolCalls()).containsExactly(new ToolCall("t1", "weather", "{}"));
    assertThat(turn.providerStates())
        .containsExactly(thought(null, thinking), thought(null, redacted), thought("t1", later));
  }

  private static ProviderState thought(@Nullable String toolCallId, String block) {
    return new ProviderState(
        ProviderState.ANTHROPIC, "claude-sonnet-5", toolCallId, json(block).toString());
  }

  @ParameterizedTest
  @MethodSource("loops")
  void shouldSendNothingOfItToAnyOther(Loop loop) throws Exception {
    // Given
    Request next = overHttp(answer(loop));

    // When
    List<String> sent = new ArrayList<>();
    for (String vendor : Fixtures.vendors()) {
      sent.add(conversation(vendor, "another-model", "p", next).toString());
    }

    // Then
    assertThat(sent)
        .allSatisfy(
            body ->
                assertThat(body)
                    .contains("weather")
                    .doesNotContain("SIG", "ENC", "hmm", "reasoning", "extra_content"));
  }

  @ParameterizedTest
  @MethodSource("loops")
  void shouldGiveTheEncryptedReasoningOfAnAccountToThatAloneAndTheRestToTheModel(Loop loop)
      throws Exception {
    // Given
    Request next = byRecord(answer(loop));

    // When
    String sent = conversation(loop.vendor(), loop.model(), "another-account", next).toString();

    // Then
    assertThat(sent.contains("SIG") || sent.contains("reasoning_content"))
        .isEqualTo(!loop.vendor().equals("openai-responses"));
    assertThat(sent).doesNotContain("ENC");
  }

  private static Answer answer(Loop loop) {
    Attempt first = attempt(loop.model(), "p", request(List.of(QUESTION)));
    HttpReply reply = new HttpReply(200, Map.of(), json(loop.reply()).toString(), false);
    Outcome outcome = Fixtures.codec(loop.vendor()).decode(first, reply, Fixtures.NOW);
    return ((Outcome.Answered) outcome).answer();
  }

  private static Request next(Way way, Answer answer) throws Exception {
    return switch (way) {
      case RECORD -> byRecord(answer);
      case RESPONSES -> overHttp(answer);
      case CHAT -> byChat(answer, false);
      case CHAT_REBUILT -> byChat(answer, true);
    };
  }

  /**
   * As a client of chat completions does: the answer's message, and the result of each call, follow
   * the question.
   *
   * @param rebuilt whether the client keeps only what OpenAI's API has, as LangChain does
   */
  private static Request byChat(Answer answer, boolean rebuilt) throws Exception {
    ObjectNode response = ResponseJson.of(POLLING_ID, row(POLLING_ID, answer));
    ObjectNode body = Json.object().put("model", "route");
    ArrayNode messages = body.putArray("messages");
    messages.addObject().put("role", "user").put("content", "Weather in Oslo and Rome?");
    ChatRequests form = new ChatRequests();
    AnswerForm answers = form.read(body, Past.NONE, "r-1", "default", false).form();
    Reply completion = answers.ended(Reply.of(200, Json.object()), response);
    ObjectNode message =
        (ObjectNode)
            json(UTF_8.decode(ByteBuffer.wrap(completion.body())).toString())
                .at("/choices/0/message");
    if (rebuilt) {
      message.retain("role", "content", "tool_calls");
    }
    messages.add(message);
    for (JsonNode call : message.path("tool_calls")) {
      messages
          .addObject()
          .put("role", "tool")
          .put("tool_call_id", call.path("id").asText())
          .put("content", "3 °C");
    }
    Past past = form.references(body).isEmpty() ? Past.NONE : Past.NONE.with(response);
    CompletionRequest request = form.read(body, past, "r-2", "default", false).request();
    return RequestRecords.fromRecord(AVRO.decode(AVRO.encode(request)));
  }

  private static ViewRow row(String pollingId, Answer answer) {
    dev.sluice.v1.Answer record = AnswerRecords.toRecord(answer);
    return new ViewRow.Completed(Events.result(pollingId, record).build());
  }

  /** As an SDK does: the output's items, and the result of each call, are the next input. */
  private static Request overHttp(Answer answer) throws Exception {
    ObjectNode body = Json.object().put("model", "route");
    ArrayNode input = body.putArray("input");
    input.addObject().put("role", "user").put("content", "Weather in Oslo and Rome?");
    ResponseJson.of(POLLING_ID, row(POLLING_ID, answer)).path("output").forEach(input::add);
    for (ToolCall call : answer.toolCalls()) {
      input
          .addObject()
          .put("type", "function_call_output")
          .put("call_id", call.id())
          .put("output", "3 °C");
    }
    CompletionRequest request =
        new ResponseRequests()
            .read(json(body.toString()), Past.NONE, "r-2", "default", false)
            .request();
    return RequestRecords.fromRecord(AVRO.decode(AVRO.encode(request)));
  }

  /** As a client on Kafka does: the answer's fields are those of the assistant's message. */
  private static Request byRecord(Answer answer) {
    dev.sluice.v1.Answer record =
        ANSWER_AVRO.decode(ANSWER_AVRO.encode(AnswerRecords.toRecord(answer)));
    List<dev.sluice.v1.Message> messages = new ArrayList<>();
    messages.add(
        dev.sluice.v1.Message.newBuilder()
            .setRole(dev.sluice.v1.Role.USER)
            .setText("Weather in Oslo and Rome?")
            .build());
    messages.add(
        dev.sluice.v1.Message.newBuilder()
            .setRole(dev.sluice.v1.Role.ASSISTANT)
            .setText(record.getText())
            .setToolCalls(record.getToolCalls())
            .setProviderStates(record.getProviderStates())
            .build());
    for (ToolCall call : answer.toolCalls()) {
      messages.add(
          dev.sluice.v1.Message.newBuilder()
              .setRole(dev.sluice.v1.Role.TOOL)
              .setToolCallId(call.id())
              .setText("3 °C")
              .build());
    }
    CompletionRequest request =
        CompletionRequest.newBuilder(RequestRecords.toRecord(request(List.of(QUESTION))))
            .setMessages(messages)
            .build();
    return RequestRecords.fromRecord(AVRO.decode(AVRO.encode(request)));
  }

  /** The messages or items of the body that is sent. */
  private static ArrayNode conversation(
      String vendor, String model, String provider, Request request) {
    HttpCall call = Fixtures.codec(vendor).encode(attempt(model, provider, request));
    JsonNode body = json(UTF_8.decode(call.body()).toString());
    return (ArrayNode)
        Stream.of("messages", "input", "contents")
            .map(body::path)
            .filter(JsonNode::isArray)
            .findFirst()
            .orElseThrow();
  }

  private static Request request(List<Message> messages) {
    return Attempts.request(messages, null);
  }

  private static Attempt attempt(String model, String provider, Request request) {
    Target target = new Target("t", provider, model, Sampling.NONE, null, Duration.ofSeconds(20));
    return Attempts.attempt("att_1", 1, target, request, Sampling.NONE);
  }

  private static JsonNode json(String text) {
    JsonNode json = Json.parse(text.replace('\'', '"'));
    assertThat(json).as(text).isNotNull();
    return json;
  }
}
