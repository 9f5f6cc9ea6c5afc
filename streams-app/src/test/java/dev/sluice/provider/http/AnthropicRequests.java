package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Request;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.failure.FailureException;
import dev.sluice.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to Anthropic, and what is sent of them, with single quotes for double ones. */
final class AnthropicRequests {
  private AnthropicRequests() {}

  static final String TOOLS = "'tools':[{'type':'function','function':{'name':'f'}}]";

  static JsonNode messages(String json) throws IOException {
    return Json.MAPPER.readTree(json.replace('\'', '"'));
  }

  static Attempt attempt(
      String model, String messages, @Nullable String extraBody, Sampling sampling)
      throws IOException {
    ObjectNode json = Json.object();
    json.set("messages", messages(messages));
    Request request = RequestFixture.of(json);
    Target target =
        Codecs.named("anthropic")
            .shaped(new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(20)));
    String extra = extraBody == null ? null : extraBody.replace('\'', '"');
    return Attempts.attempt(
        "attempt-1", 1, target, request.with(request.messages(), extra), sampling);
  }

  static ObjectNode body(Attempt attempt) throws IOException {
    return (ObjectNode) SampleRequests.encoded("anthropic", attempt).path("body");
  }

  static String sent(String messages) throws IOException {
    JsonNode sent = body(attempt("claude-sonnet-4-5", messages, null, Sampling.NONE));
    return sent.path("messages").toString().replace('"', '\'');
  }

  /** What is sent besides the conversation. */
  static String extra(String model, String extraBody) throws IOException {
    return extra(model, extraBody, Sampling.NONE);
  }

  static String extra(String model, String extraBody, Sampling sampling) throws IOException {
    String hi = "[{'role':'user','content':'hi'}]";
    ObjectNode sent = body(attempt(model, hi, extraBody, sampling));
    sent.remove(List.of("model", "max_tokens", "messages"));
    return sent.toString().replace('"', '\'');
  }

  static FailureException refused(Attempt attempt) {
    return catchThrowableOfType(
        FailureException.class, () -> Fixtures.codec("anthropic").encode(attempt));
  }
}
