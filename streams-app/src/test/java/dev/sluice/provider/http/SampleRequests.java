package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.golden.GoldenFile;
import dev.sluice.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests for tests that put the same ones into every vendor's form. */
final class SampleRequests {
  private SampleRequests() {}

  static Message message(Role role, ContentPart... parts) {
    return new Message(role, List.of(parts), null, null, List.of());
  }

  static Attempt attempt(List<Message> messages, Sampling sampling, @Nullable String extraBody) {
    return attempt(messages, sampling, extraBody, Codecs.named("anthropic").target());
  }

  static Attempt attempt(
      List<Message> messages, Sampling sampling, @Nullable String extraBody, Target target) {
    Request request = Attempts.request(messages, extraBody);
    return Attempts.attempt("attempt-1", 1, target, request, sampling);
  }

  static List<String> names() {
    return GoldenFile.names("provider/golden/requests");
  }

  static Attempt attempt(String name) {
    return attempt(name, Codecs.named("openai").target());
  }

  /** A request of {@code provider/golden/requests}. */
  static Attempt attempt(String name, Target target) {
    Request request = RequestFixture.of(Fixtures.json("golden/requests/" + name + ".json"));
    return Attempts.attempt("attempt-1", 1, target, request, request.sampling());
  }

  static ObjectNode encoded(String vendor, Attempt attempt) throws IOException {
    HttpCall call = Codecs.named(vendor).codec().encode(attempt);
    ObjectNode json = Json.object().put("method", call.method()).put("path", call.path());
    ObjectNode headers = json.putObject("headers");
    new TreeMap<>(call.headers()).forEach(headers::put);
    return json.set("body", Json.MAPPER.readTree(UTF_8.decode(call.body()).toString()));
  }
}
