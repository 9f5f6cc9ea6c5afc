package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.gemini.Gemini;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A loop of two turns with tools: every part that was signed comes back as it came. */
class GeminiToolLoopTest {
  private static final ProviderCodec GEMINI = new ProviderCodec(Gemini.geminiApi());
  private static final ProviderCodec VERTEX =
      new ProviderCodec(Gemini.vertexAi("my-project", "europe-west4", null));

  private static final String FIRST =
      """
      {"candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
         {"text":"I need both.","thought":true,"thoughtSignature":"c2lnLTE="},
         {"text":"Let me look."},
         {"functionCall":{"name":"weather","args":{"city":"Oslo"}},"thoughtSignature":"c2lnLTI="},
         {"functionCall":{"name":"weather","args":{"city":"Rome"}}}]}}]}
      """;

  private static final String SECOND =
      """
      {"candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
         {"functionCall":{"name":"now","args":{}},"thoughtSignature":"c2lnLTM="}]}}]}
      """;

  private static final String THIRD =
      """
      {"candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
         {"text":"Rome is warmer."},{"text":"","thoughtSignature":"c2lnLTQ="}]}}]}
      """;

  private static Attempt attempt(String model, List<Message> messages) {
    Target target = new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(20));
    return Attempts.attempt(
        "att_" + messages.size(), 1, target, Attempts.request(messages, null), Sampling.NONE);
  }

  /** The conversation after the codec has read these replies, with a result for every call. */
  private static List<Message> conversation(ProviderCodec codec, String... replies) {
    List<Message> messages = new ArrayList<>();
    messages.add(Message.text(Role.USER, "Which is warmer?"));
    for (String reply : replies) {
      Outcome outcome =
          codec.decode(
              attempt("gemini-3-flash", messages),
              new HttpReply(200, Map.of(), reply, false),
              Fixtures.NOW);
      Answer answer = ((Outcome.Answered) outcome).answer();
      List<ContentPart> parts =
          answer.text() == null ? List.of() : List.of(new ContentPart.Text(answer.text()));
      messages.add(
          new Message(
              Role.ASSISTANT, parts, null, null, answer.toolCalls(), answer.providerStates()));
      for (ToolCall call : answer.toolCalls()) {
        messages.add(
            new Message(
                Role.TOOL,
                List.of(new ContentPart.Text("result of " + call.arguments())),
                null,
                call.id(),
                List.of()));
      }
    }
    return messages;
  }

  private static JsonNode contents(ProviderCodec codec, String model, List<Message> messages) {
    HttpCall call = codec.encode(attempt(model, messages));
    String body = StandardCharsets.UTF_8.decode(call.body()).toString();
    return Objects.requireNonNull(Json.parse(body)).path("contents");
  }

  /** The parts of a reply, without what the gateway need not send back. */
  private static JsonNode parts(String reply) {
    return Objects.requireNonNull(Json.parse(reply)).at("/candidates/0/content/parts");
  }

  private static JsonNode withoutIds(JsonNode parts) {
    parts.forEach(
        part -> {
          if (part.path("functionCall") instanceof ObjectNode call) {
            call.remove("id");
          }
        });
    return parts;
  }

  static Stream<ProviderCodec> codecs() {
    return Stream.of(GEMINI, VERTEX);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void shouldSendEverySignedPartBackAsItCame(ProviderCodec codec) {
    // Given
    List<Message> messages = conversation(codec, FIRST, SECOND);

    // When
    JsonNode contents = contents(codec, "gemini-3-flash", messages);

    // Then
    assertThat(contents).hasSize(5);
    JsonNode first = withoutIds(contents.at("/1/parts"));
    assertThat(first).isEqualTo(parts(FIRST));
    assertThat(withoutIds(contents.at("/3/parts"))).isEqualTo(parts(SECOND));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void shouldPutTheSignatureOfATextBackOnTheText(ProviderCodec codec) {
    // When
    JsonNode contents = contents(codec, "gemini-3-flash", conversation(codec, THIRD));

    // Then
    assertThat(contents.at("/1/parts"))
        .isEqualTo(
            Json.parse("[{\"text\":\"Rome is warmer.\",\"thoughtSignature\":\"c2lnLTQ=\"}]"));
  }

  @Test
  void shouldGiveNoSignatureToTheOtherServiceOrAnotherModel() {
    // Given
    List<Message> messages = conversation(GEMINI, FIRST, SECOND);

    // When
    String sent =
        contents(VERTEX, "gemini-3-flash", messages).toString()
            + contents(GEMINI, "gemini-3-pro", messages)
            + contents(GEMINI, "gemini-2.5-pro", messages);

    // Then
    assertThat(sent).doesNotContain("c2lnLT").doesNotContain("\"thought\"");
  }

  @Test
  void shouldTellCallsOfTheSameFunctionApart() {
    // When
    List<Message> messages = conversation(GEMINI, FIRST);

    // Then
    JsonNode results = contents(GEMINI, "gemini-3-flash", messages).at("/2/parts");
    assertThat(results.findValuesAsText("output"))
        .containsExactly("result of {\"city\":\"Oslo\"}", "result of {\"city\":\"Rome\"}");
    assertThat(results.findValuesAsText("id")).doesNotHaveDuplicates().hasSize(2);
  }
}
