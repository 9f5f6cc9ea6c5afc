package dev.sluice.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * A provider in the test's own JVM, which outlives gateways and remembers every call that reaches
 * it. It speaks OpenAI's chat API; the text of a request's first message is its request ID. Any
 * thread.
 */
final class CountingProvider implements AutoCloseable {
  /** Names the process that calls; see {@link #settings}. */
  private static final String GATEWAY = "X-Gateway";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One call: for which request, under which idempotency key, by which gateway. */
  record Asked(String requestId, String key, String gateway) {}

  /** Two calls for one request, the second of which came after the first. */
  record Repeat(Asked before, Asked after) {}

  private final Duration delay;
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);
  private final ScheduledExecutorService answers = Executors.newSingleThreadScheduledExecutor();

  // guarded by this
  private final List<Asked> asked = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  private int underWay;

  private CountingProvider(Duration delay) {
    this.delay = delay;
    connector.setHost("127.0.0.1");
    // a call may be held for as long as a test takes
    connector.setIdleTimeout(TimeUnit.HOURS.toMillis(1));
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            Content.Source.asString(
                request,
                StandardCharsets.UTF_8,
                new Promise<>() {
                  @Override
                  public void succeeded(String body) {
                    take(request, body, response, callback);
                  }

                  @Override
                  public void failed(Throwable broken) {
                    callback.failed(broken);
                  }
                });
            return true;
          }
        });
  }

  /**
   * @param delay of every answer
   */
  static CountingProvider start(Duration delay) throws Exception {
    CountingProvider provider = new CountingProvider(delay);
    provider.server.start();
    return provider;
  }

  /**
   * The settings of a provider for a gateway's configuration, on one line.
   *
   * @param gateway this run of the gateway, for {@link Asked}
   */
  String settings(String gateway) {
    return "{kind: openai, base_url: 'http://127.0.0.1:%d/v1', max_in_flight: 1000, headers: {%s: %s}}"
        .formatted(connector.getLocalPort(), GATEWAY, gateway);
  }

  private void take(Request request, String body, Response response, Callback callback) {
    String requestId;
    try {
      JsonNode json = JSON.readTree(body);
      requestId = json.path("messages").path(0).path("content").asText();
    } catch (IOException impossible) {
      callback.failed(impossible);
      return;
    }
    Asked call =
        new Asked(
            requestId,
            String.valueOf(request.getHeaders().get("Idempotency-Key")),
            String.valueOf(request.getHeaders().get(GATEWAY)));
    Runnable answer = () -> answer(requestId, response, callback);
    synchronized (this) {
      asked.add(call);
      underWay++;
      if (holding) {
        held.add(answer);
        return;
      }
    }
    var unused = answers.schedule(answer, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void answer(String requestId, Response response, Callback callback) {
    synchronized (this) {
      underWay--;
    }
    response.getHeaders().put("Content-Type", "application/json");
    Content.Sink.write(
        response,
        true,
        """
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "swift-1",
         "choices": [{"index": 0, "finish_reason": "stop",
                      "message": {"role": "assistant", "content": "%s"}}],
         "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}}
        """
            .formatted(requestId),
        callback);
  }

  /** From now on calls get no answer. */
  synchronized void hold() {
    holding = true;
  }

  /** Answers all that was held, and from now on each call after its delay. */
  synchronized void release() {
    holding = false;
    held.forEach(answers::execute);
    held.clear();
  }

  /** How many calls have come and got no answer, those of dead gateways included. */
  synchronized int underWay() {
    return underWay;
  }

  /** All calls in the order in which they came. */
  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Every call beyond its request's first. */
  List<Repeat> repeats() {
    List<Repeat> repeats = new ArrayList<>();
    Map<String, Asked> last = new LinkedHashMap<>();
    for (Asked call : asked()) {
      Asked before = last.put(call.requestId(), call);
      if (before != null) {
        repeats.add(new Repeat(before, call));
      }
    }
    return repeats;
  }

  @Override
  public void close() {
    answers.shutdownNow();
    try {
      server.stop();
    } catch (Exception stuck) {
      throw new IllegalStateException("the provider did not stop", stuck);
    }
  }
}
