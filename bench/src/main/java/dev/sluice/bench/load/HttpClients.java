package dev.sluice.bench.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP clients of the load: few threads, as they must not be what limits. */
final class HttpClients {
  private static final int THREADS = 6;
  private static final int MAX_QUEUED = 1 << 16;
  private static final int BODY = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private HttpClients() {}

  /** On a thread of the client; may not block. */
  interface Taken {
    /**
     * @param status of HTTP; 0 if there was no answer
     */
    void answered(int status, byte[] body);
  }

  /** As the owner of the API key. */
  static void send(Request request, String key, Taken taken) {
    ofOwner(request, key)
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

  /**
   * The same, with what the answer brings as it comes.
   *
   * @param bytes given what has come, on a thread of the client; may not block
   * @param ended given the status of HTTP, or 0 if the exchange failed
   */
  static void stream(Request request, String key, Consumer<ByteBuffer> bytes, IntConsumer ended) {
    ofOwner(request, key)
        .send(
            new Response.Listener() {
              @Override
              public void onContent(Response response, ByteBuffer content) {
                bytes.accept(content);
              }

              @Override
              public void onComplete(Result result) {
                ended.accept(result.isSucceeded() ? result.getResponse().getStatus() : 0);
              }
            });
  }

  private static Request ofOwner(Request request, String key) {
    return request
        .headers(fields -> fields.put(HttpHeader.AUTHORIZATION, "Bearer " + key))
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .idleTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * @return started; nothing in it blocks
   */
  static HttpClient start(int connections) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setDaemon(true);
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(threads);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setExecutor(threads);
    client.setMaxConnectionsPerDestination(connections);
    client.setMaxRequestsQueuedPerDestination(MAX_QUEUED);
    client.start();
    return client;
  }
}
