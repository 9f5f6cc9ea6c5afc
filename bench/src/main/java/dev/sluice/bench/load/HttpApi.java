package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;

/** Creates and polls responses of one gateway; nothing blocks. Any thread. */
final class HttpApi implements AutoCloseable {
  private static final int BODY = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** On a thread of the client; may not block. */
  interface Taken {
    /**
     * @param status of HTTP; 0 if there was no answer
     */
    void answered(int status, byte[] body);
  }

  private final HttpClient client;
  private final URI responses;
  private final UnaryOperator<String> keys;
  private final byte[] background;
  private final byte[] foreground;

  HttpApi(HttpTarget target, String model, String prompt, int connections) throws Exception {
    this.responses = URI.create(target.url() + "/v1/responses");
    this.keys = target.keys();
    this.background = body(model, prompt, true);
    this.foreground = body(model, prompt, false);
    this.client = HttpClients.start(connections);
  }

  /**
   * @param prompt without what JSON escapes
   */
  private static byte[] body(String model, String prompt, boolean background) {
    return "{\"model\": \"%s\", \"input\": \"%s\", \"background\": %b}"
        .formatted(model, prompt, background)
        .getBytes(UTF_8);
  }

  void create(String tenant, boolean inBackground, Taken taken) {
    byte[] body = inBackground ? background : foreground;
    send(
        client
            .newRequest(responses)
            .method(HttpMethod.POST)
            .body(new BytesRequestContent("application/json", body)),
        tenant,
        taken);
  }

  /**
   * @param query with its question mark, or empty
   */
  void poll(String tenant, String id, String query, Taken taken) {
    send(client.newRequest(URI.create(responses + "/" + id + query)), tenant, taken);
  }

  private void send(Request request, String tenant, Taken taken) {
    request
        .headers(fields -> fields.put(HttpHeader.AUTHORIZATION, "Bearer " + keys.apply(tenant)))
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .idleTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .send(
            new BufferingResponseListener(BODY) {
              @Override
              public void onComplete(Result result) {
                byte[] body = getContent();
                taken.answered(
                    result.isSucceeded() ? result.getResponse().getStatus() : 0,
                    body == null ? new byte[0] : body);
              }
            });
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception stuck) {
      throw new IllegalStateException("the HTTP client does not stop", stuck);
    }
  }
}
