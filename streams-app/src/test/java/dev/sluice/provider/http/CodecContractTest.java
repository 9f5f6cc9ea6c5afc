package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.Secret;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every codec promises to the rest of the gateway. */
class CodecContractTest {
  private static final List<Codecs> CODECS = Codecs.ALL;

  /** No answer in any API, however a server or a proxy came to send it. */
  private static final List<String> NO_ANSWERS =
      List.of(
          "",
          " ",
          "null",
          "{}",
          "[]",
          "[{}]",
          "\"ok\"",
          "true",
          "OK",
          "<html></html>",
          "{\"id\":\"x\",\"object\":\"chat.completion\"}",
          "{\"error\":null}",
          "{\"choices\":[]}",
          "{\"choices\":[{}]}",
          "{\"choices\":[{\"message\":{}}]}",
          "{\"choices\":[{\"message\":{\"content\":null}}]}",
          "{\"content\":[]}",
          "{\"content\":[{}]}",
          "{\"content\":[{\"type\":\"text\",\"text\":\"\"}]}",
          "{\"output\":[]}",
          "{\"status\":\"completed\",\"output\":[]}",
          "{\"candidates\":[]}",
          "{\"candidates\":[{\"content\":{\"parts\":[]}}]}",
          "{\"output\":{\"message\":{\"content\":[]}}}",
          "{\"detail\":\"Internal error\"}");

  static Stream<Arguments> requests() {
    return CODECS.stream()
        .flatMap(codec -> SampleRequests.names().stream().map(name -> Arguments.of(codec, name)));
  }

  static Stream<Arguments> noAnswers() {
    return CODECS.stream()
        .flatMap(codec -> NO_ANSWERS.stream().map(body -> Arguments.of(codec, body)));
  }

  private static @Nullable HttpCall encoded(Codecs codec, Attempt attempt) {
    try {
      return codec.codec().encode(attempt);
    } catch (FailureException refused) {
      return null;
    }
  }

  private static JsonNode body(HttpCall call) {
    JsonNode body = Json.parse(UTF_8.decode(call.body()).toString());
    assertThat(body).isNotNull();
    return body;
  }

  private static Attempt saying(Codecs codec, @Nullable String extraBody, Target target) {
    Attempt plain = SampleRequests.attempt("plain", codec.target());
    Request request = plain.request().with(plain.request().messages(), extraBody);
    return Attempts.attempt("attempt-1", 1, target, request, Sampling.NONE);
  }

  private static Target with(Target target, @Nullable String extraBody) {
    return new Target(
        target.name(),
        target.provider(),
        target.model(),
        target.sampling(),
        extraBody,
        target.timeout());
  }

  @Test
  void shouldHoldForTheApiOfEveryKindOfProvider() {
    // When
    Set<ProviderKind> kinds = EnumSet.of(ProviderKind.ECHO);
    CODECS.forEach(codec -> kinds.add(codec.kind()));

    // Then
    assertThat(kinds).containsExactlyInAnyOrder(ProviderKind.values());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void shouldSendARequestOrSayWhichOfItsFieldsHasNoPlace(Codecs codec, String name) {
    // Given
    Attempt attempt = SampleRequests.attempt(name, codec.target());

    // When
    FailureException refused = null;
    try {
      codec.codec().encode(attempt);
    } catch (FailureException e) {
      refused = e;
    }

    // Then
    if (refused != null) {
      assertThat(refused.failure().type())
          .isIn(FailureType.UNSUPPORTED_PARAMETERS, FailureType.INVALID_REQUEST);
      assertThat(refused.failure().facts().param())
          .isNotNull()
          .matches("(messages|stop|extra_body|sampling)\\b.*");
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void shouldMakeTheSameOfTheSameAttemptAndLeaveItAsItIs(Codecs codec, String name) {
    // Given
    Attempt attempt = SampleRequests.attempt(name, codec.target());
    Request before = SampleRequests.attempt(name, codec.target()).request();

    // When
    HttpCall first = encoded(codec, attempt);
    HttpCall second = encoded(codec, attempt);

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(attempt.request()).isEqualTo(before);
  }

  @ParameterizedTest
  @FieldSource("CODECS")
  void shouldAskForTheTargetsModelAndTheAttemptsMaximum(Codecs codec) {
    // Given
    Sampling sampling = new Sampling(null, null, 7777, null, null, null, null);
    Attempt plain = SampleRequests.attempt("plain", codec.target());

    // When
    HttpCall call =
        codec.codec().encode(Attempts.attempt("a", 1, codec.target(), plain.request(), sampling));

    // Then
    assertThat(call.path().replace("%20", " ") + body(call)).contains(codec.model(), "7777");
  }

  @ParameterizedTest
  @FieldSource("CODECS")
  void shouldSendTheCredentialInItsOwnHeaderAlone(Codecs codec) {
    // Given
    Secret key = new Secret("key-0123456789abcdef");

    // When
    HttpCall call = codec.codec().encode(saying(codec, null, codec.target()));
    Map.Entry<String, String> header = codec.codec().authorization(key);

    // Then
    assertThat(header.getValue()).contains(key.reveal());
    assertThat(call.headers()).doesNotContainKey(header.getKey());
    assertThat(call.path() + call.headers() + body(call)).doesNotContain(key.reveal());
  }

  @ParameterizedTest
  @FieldSource("CODECS")
  void shouldKeepTheExtraBodyOfOneTargetFromAllOthers(Codecs codec) {
    // Given
    Target own = with(codec.target(), "{\"only_there\":{\"a\":1}}");

    // When
    JsonNode before = body(codec.codec().encode(saying(codec, null, codec.target())));
    JsonNode there = body(codec.codec().encode(saying(codec, null, own)));
    JsonNode after = body(codec.codec().encode(saying(codec, null, codec.target())));

    // Then
    assertThat(there.findValue("only_there")).isNotNull();
    assertThat(after).isEqualTo(before);
    assertThat(before.findValue("only_there")).isNull();
  }

  @ParameterizedTest
  @FieldSource("CODECS")
  void shouldNotLetARequestSetWhatWasReservedOrRouted(Codecs codec) {
    // Given
    String extra =
        """
        {"model":"other","stream":true,"n":9,"max_tokens":424242,"max_completion_tokens":424242,
         "max_output_tokens":424242,"messages":[]}
        """;

    // When
    HttpCall call = codec.codec().encode(saying(codec, extra, codec.target()));

    // Then
    assertThat(call).isEqualTo(codec.codec().encode(saying(codec, null, codec.target())));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void shouldLeaveOutNoTextThatSaysSomething(Codecs codec, String name) {
    // Given
    Attempt attempt = SampleRequests.attempt(name, codec.target());

    // When
    HttpCall call = encoded(codec, attempt);

    // Then
    if (call != null) {
      String sent = String.join("\n", texts(body(call)));
      assertThat(attempt.request().messages().stream().flatMap(each -> each.parts().stream()))
          .allMatch(
              part ->
                  !(part instanceof ContentPart.Text text) || sent.contains(text.text().strip()));
    }
  }

  private static List<String> texts(JsonNode json) {
    List<String> texts = new ArrayList<>();
    if (json.isTextual()) {
      texts.add(json.textValue());
    }
    json.forEach(inner -> texts.addAll(texts(inner)));
    return texts;
  }

  @ParameterizedTest
  @MethodSource("noAnswers")
  void shouldNotTakeAnEmptyReplyForAnAnswer(Codecs codec, String body) {
    // When
    Outcome outcome =
        codec
            .codec()
            .decode(
                saying(codec, null, codec.target()),
                new HttpReply(200, Map.of(), body, false),
                Fixtures.NOW);

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
  }
}
