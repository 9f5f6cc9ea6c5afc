package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.Usage;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies of status 2xx that servers gave, and what becomes of them. */
class RepliedAnswersTest {

  static Stream<Arguments> replies() {
    return StreamSupport.stream(Fixtures.json("provider-replies-answers.json").spliterator(), false)
        .map(reply -> Arguments.of(reply.path("name").asText(), reply));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("replies")
  void shouldBecomeWhatIsWanted(String name, JsonNode reply) {
    // Given
    String kind = reply.path("codec").asText();
    String codec = kind.equals("openai") ? "compatible" : kind.replace('_', '-');
    JsonNode extra = reply.path("request").path("extra_body");
    Attempt attempt =
        Attempts.attempt(
            "att_1",
            1,
            Attempts.target("t", codec),
            Attempts.request(
                Attempts.saying("hi", Attempts.target("t", codec)).request().messages(),
                extra.isObject() ? extra.toString() : null),
            Sampling.NONE);
    JsonNode body = reply.path("body");
    HttpReply http =
        new HttpReply(
            reply.path("status").asInt(),
            Map.of(),
            body.isTextual() ? body.textValue() : body.toString(),
            false);

    // When
    Outcome outcome = Fixtures.codec(codec).decode(attempt, http, Fixtures.NOW);

    // Then
    assertThat(told(outcome).toPrettyString()).isEqualTo(reply.path("wanted").toPrettyString());
  }

  private static ObjectNode told(Outcome outcome) {
    ObjectNode told = Json.object();
    if (outcome instanceof Outcome.Failed failed) {
      told.put("failure", String.join("/", failed.failure().type().path()));
      usage(told, failed.usage());
      return told;
    }
    Answer answer = ((Outcome.Answered) outcome).answer();
    told.put("finish_reason", answer.finishReason().name());
    put(told, "text", answer.text());
    put(told, "refusal", answer.refusal());
    put(told, "reasoning", answer.reasoning());
    if (!answer.toolCalls().isEmpty()) {
      ArrayNode calls = told.putArray("tool_calls");
      answer
          .toolCalls()
          .forEach(call -> calls.add(call.id() + ": " + call.name() + call.arguments()));
    }
    if (!answer.providerStates().isEmpty()) {
      ArrayNode states = told.putArray("provider_states");
      answer.providerStates().forEach(state -> states.add(state.data()));
    }
    usage(told, answer.usage());
    return told;
  }

  /** Without one, the gateway estimates it. */
  private static void usage(ObjectNode told, @Nullable Usage usage) {
    if (usage == null) {
      return;
    }
    ObjectNode json = told.putObject("usage");
    for (Map.Entry<String, Long> part :
        List.of(
            Map.entry("input", usage.inputTokens()),
            Map.entry("cached", usage.cachedInputTokens()),
            Map.entry("cache_write", usage.cacheWriteTokens()),
            Map.entry("output", usage.outputTokens()),
            Map.entry("reasoning", usage.reasoningTokens()))) {
      if (part.getValue() != 0) {
        json.put(part.getKey(), part.getValue());
      }
    }
  }

  private static void put(ObjectNode told, String name, @Nullable String value) {
    if (value != null) {
      told.put(name, value);
    }
  }
}
