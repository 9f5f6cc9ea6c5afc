package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpMethod;

/** Creates and polls responses of one gateway; nothing blocks. Any thread. */
final class HttpApi implements AutoCloseable {
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

  void create(String tenant, boolean inBackground, HttpClients.Taken taken) {
    byte[] body = inBackground ? background : foreground;
    HttpClients.send(
        client
            .newRequest(responses)
            .method(HttpMethod.POST)
            .body(new BytesRequestContent("application/json", body)),
        keys.apply(tenant),
        taken);
  }

  /**
   * @param query with its question mark, or empty
   */
  void poll(String tenant, String id, String query, HttpClients.Taken taken) {
    HttpClients.send(
        client.newRequest(URI.create(responses + "/" + id + query)), keys.apply(tenant), taken);
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
