package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Requests for tests that put the same ones into every vendor's form. */
final class SampleRequests {
  private static final String TOOLS =
      """
      {"tools":[
         {"type":"function","function":{"name":"weather","description":"Weather in a city",
           "parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}},
         {"type":"function","function":{"name":"now"}}],
       "tool_choice":{"type":"function","function":{"name":"weather"}},
       "parallel_tool_calls":false,
       "service_tier":"auto"}
      """;

  private static final String STRUCTURED =
      """
      {"response_format":{"type":"json_schema","json_schema":{"name":"person","strict":true,
         "schema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],
                   "additionalProperties":false}}}}
      """;

  private static final Map<String, Attempt> ATTEMPTS =
      Map.of(
          "conversation",
          attempt(
              List.of(
                  Message.text(Role.SYSTEM, "Be brief."),
                  Message.text(Role.USER, "Hi"),
                  Message.text(Role.ASSISTANT, "Hello!"),
                  Message.text(Role.DEVELOPER, "Answer in French."),
                  Message.text(Role.USER, "How are you?")),
              new Sampling(0.5, 0.9, 256, List.of("END"), 7L, 0.1, 0.2),
              null),
          "tools",
          attempt(
              List.of(
                  Message.text(Role.USER, "Weather in Oslo and Rome?"),
                  new Message(
                      Role.ASSISTANT,
                      List.of(),
                      null,
                      null,
                      List.of(
                          new ToolCall("call_1", "weather", "{\"city\":\"Oslo\"}"),
                          new ToolCall("call_2", "now", ""))),
                  new Message(
                      Role.TOOL, List.of(new ContentPart.Text("3 °C")), null, "call_1", List.of()),
                  new Message(
                      Role.TOOL, List.of(new ContentPart.Text("noon")), null, "call_2", List.of())),
              Sampling.NONE,
              TOOLS),
          "structured",
          attempt(List.of(Message.text(Role.USER, "Who?")), Sampling.NONE, STRUCTURED),
          "parts",
          attempt(
              List.of(
                  message(
                      Role.USER,
                      new ContentPart.Text("Compare."),
                      new ContentPart.Image("https://example.com/a.png", "low"),
                      new ContentPart.Image("data:image/png;base64,iVBORw0KGgo=", null),
                      new ContentPart.File(
                          ByteBuffer.wrap("%PDF".getBytes(UTF_8)), "application/pdf", "a.pdf")),
                  message(
                      Role.ASSISTANT,
                      new ContentPart.Text("Well."),
                      new ContentPart.Refusal("I won't.")),
                  message(Role.USER, new ContentPart.Text("Why?"))),
              Sampling.NONE,
              null));

  private SampleRequests() {}

  static Message message(Role role, ContentPart... parts) {
    return new Message(role, List.of(parts), null, null, List.of());
  }

  static Attempt attempt(List<Message> messages, Sampling sampling, @Nullable String extraBody) {
    Request request =
        new Request(
            "request-1",
            "route",
            messages,
            sampling,
            extraBody,
            Request.DEFAULT_KEY,
            "end-user-7",
            List.of(),
            Map.of(),
            null,
            0,
            OnLimit.REJECT);
    Target target = new Target("t", "p", "model x", Sampling.NONE, null, Duration.ofSeconds(20));
    return Attempts.attempt("attempt-1", 1, target, request, sampling);
  }

  static Set<String> names() {
    return new TreeSet<>(ATTEMPTS.keySet());
  }

  static Attempt attempt(String name) {
    return Objects.requireNonNull(ATTEMPTS.get(name), name);
  }

  static ObjectNode encoded(String vendor, Attempt attempt) throws IOException {
    HttpCall call = Fixtures.codec(vendor).encode(attempt);
    ObjectNode json = Json.object().put("method", call.method()).put("path", call.path());
    ObjectNode headers = json.putObject("headers");
    new TreeMap<>(call.headers()).forEach(headers::put);
    return json.set("body", Json.MAPPER.readTree(UTF_8.decode(call.body()).toString()));
  }
}
