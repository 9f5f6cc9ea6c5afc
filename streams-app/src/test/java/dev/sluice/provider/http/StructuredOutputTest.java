package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Usage;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredOutputTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},"
          + "\"required\":[\"name\"]}";

  private static Outcome outcome(boolean strict, String text, String finishReason) {
    String format =
        "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"person\","
            + "\"strict\":%s,\"schema\":%s}}}";
    Attempt attempt =
        Attempts.attempt(
            Attempts.target("t", "openai"),
            Attempts.request(
                List.of(Message.text(Role.USER, "Who?")), format.formatted(strict, SCHEMA)));
    ObjectNode reply = Json.object();
    reply
        .putArray("choices")
        .addObject()
        .put("finish_reason", finishReason)
        .putObject("message")
        .put("content", text);
    reply.putObject("usage").put("prompt_tokens", 3).put("completion_tokens", 4);
    return Fixtures.codec("openai")
        .decode(attempt, new HttpReply(200, Map.of(), reply.toString(), false), Fixtures.NOW);
  }

  @Test
  void shouldFailWithAnswerAndSchemaWhenTheAnswerBreaksAStrictSchema() {
    // When
    Outcome.Failed outcome = (Outcome.Failed) outcome(true, "{\"nome\":\"Ada\"}", "stop");

    // Then
    ProviderFailure.SchemaViolation failure = (ProviderFailure.SchemaViolation) outcome.failure();
    assertThat(failure.rawResponse()).isEqualTo("{\"nome\":\"Ada\"}");
    assertThat(failure.schema()).isEqualTo(SCHEMA);
    assertThat(failure.message())
        .isEqualTo(
            "openai answered 200 and broke the schema of response_format: $.name is missing");
    assertThat(outcome.usage()).isEqualTo(Usage.of(3, 4));
  }

  @Test
  void shouldFailWhenAStrictAnswerIsNoJson() {
    // When
    Outcome outcome = outcome(true, "Sure! Here it is: {", "stop");

    // Then
    assertThat(((Outcome.Failed) outcome).failure())
        .isInstanceOf(ProviderFailure.SchemaViolation.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|{\"name\":\"Ada\"}|stop",
        // nothing is promised
        "false|{\"nome\":\"Ada\"}|stop",
        // cut off, which its finish reason tells
        "true|{\"na|length"
      })
  void shouldTakeWhatKeepsToItsPromise(boolean strict, String text, String finishReason) {
    // When
    Outcome outcome = outcome(strict, text, finishReason);

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
  }
}
