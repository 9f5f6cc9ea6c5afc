package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class TargetIsolationTest {
  private static final int CALLS = 10_000;

  /** Says whom it saw: the credential, the operator's header, and the target's settings. */
  private static final class Witness extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      JsonNode body = Json.MAPPER.readTree(Content.Source.asString(request));
      String seen =
          String.join(
              " ",
              Objects.requireNonNull(request.getHeaders().get("Authorization")).substring(7, 10),
              request.getHeaders().get("X-Operator"),
              body.path("model").asText(),
              body.path("temperature").asText("none"),
              body.path("only_a").asText("none"),
              body.path("only_b").asText("none"),
              body.path("messages").path(0).path("content").asText());
      response.getHeaders().put("Content-Type", "application/json");
      response.getHeaders().put("Set-Cookie", "of=" + body.path("model").asText());
      if (request.getHeaders().contains("Cookie")) {
        seen = "a cookie";
      }
      Content.Sink.write(
          response, true, "{\"choices\":[{\"message\":{\"content\":\"" + seen + "\"}}]}", callback);
      return true;
    }
  }

  private static ProviderSettings settings(String name, int port) {
    return new ProviderSettings(
        name,
        ProviderKind.OPENAI,
        URI.create("http://127.0.0.1:" + port + "/v1"),
        null,
        List.of(
            new Secret("k-" + name + "-0123456789abcdef"),
            new Secret("k-" + name + "-fedcba9876543210")),
        Map.of("X-Operator", name),
        ProviderSettings.MAX_TOKENS,
        200);
  }

  @Test
  void shouldNeverMixTheSettingsOfTwoTargetsAtOneServer() throws Exception {
    // Given
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Witness());
    server.start();
    int port = connector.getLocalPort();
    Providers providers =
        TestProviders.open(
            List.of(settings("a", port), settings("b", port)), InstantSource.system());
    Duration timeout = Duration.ofSeconds(60);
    Sampling cold = new Sampling(0.0, null, null, null, null, null, null);
    Target a = new Target("ta", "a", "model-a", cold, "{\"only_a\":1}", timeout);
    Target b = new Target("tb", "b", "model-b", Sampling.NONE, "{\"only_b\":2}", timeout);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    CountDownLatch ended = new CountDownLatch(CALLS);

    // When
    for (int i = 0; i < CALLS; i++) {
      Target target = i % 2 == 0 ? a : b;
      String expected =
          (i % 2 == 0 ? "k-a a model-a 0.0 1 none " : "k-b b model-b none none 2 ") + i;
      Attempt attempt =
          Attempts.attempt(
              "attempt-" + i,
              1,
              target,
              Attempts.request(List.of(Message.text(Role.USER, String.valueOf(i))), null),
              Sampling.NONE);
      Objects.requireNonNull(providers.find(target.provider()))
          .provider()
          .start(
              attempt,
              timeout,
              outcome -> {
                boolean right =
                    outcome instanceof Outcome.Answered answered
                        && expected.equals(answered.answer().text());
                if (!right) {
                  wrong.add(expected + " but " + outcome);
                }
                ended.countDown();
              });
    }
    boolean all = ended.await(60, TimeUnit.SECONDS);
    providers.close();
    server.stop();

    // Then
    assertThat(all).isTrue();
    assertThat(wrong).isEmpty();
  }
}
