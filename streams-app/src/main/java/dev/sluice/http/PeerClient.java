package dev.sluice.http;

import dev.sluice.http.openai.Reply;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The other processes of the gateway, over HTTP. Whoever has the shared secret is one of them.
 * Owned by the application's lifecycle; any thread.
 */
public final class PeerClient implements AutoCloseable {
  /** Carries the shared secret; a request with it is answered here and never forwarded. */
  static final String SECRET = "sluice-cluster-secret";

  private static final int THREADS = 12;
  private static final int MAX_ANSWER_BYTES = 64 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** Headers of one connection between two processes, and the server's own. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "date",
          "keep-alive",
          "server",
          "transfer-encoding",
          "x-content-type-options",
          HeaderNames.REQUEST_ID);

  private final byte[] secret;
  private final String scheme;
  private final HttpClient client;

  /**
   * @param tls trusts the others' certificates; null for plain HTTP
   * @param maxConnections to each of them, so the most concurrent requests there
   */
  public PeerClient(String secret, SslContextFactory.@Nullable Client tls, int maxConnections) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.scheme = tls == null ? "http" : "https";
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("peers");
    threads.setDaemon(true);
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(threads);
    if (tls != null) {
      connector.setSslContextFactory(tls);
    }
    client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setExecutor(threads);
    client.setConnectTimeout(CONNECT.toMillis());
    client.setMaxConnectionsPerDestination(maxConnections);
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
  }

  public PeerClient start() {
    try {
      client.start();
      client.getProtocolHandlers().clear();
      return this;
    } catch (Exception e) {
      throw new IllegalStateException("the client for other processes does not start", e);
    }
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the client for other processes does not stop", e);
    }
  }

  /** Whether another process asks; takes the same time for any guess. */
  boolean isPeer(Context ctx) {
    String given = ctx.header(SECRET);
    return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret);
  }

  /** A request to {@code host:port} with that timeout. */
  Request request(String host, String pathAndQuery, Duration timeout) {
    return client
        .newRequest(scheme + "://" + host + pathAndQuery)
        .headers(headers -> headers.put(SECRET, new String(secret, StandardCharsets.UTF_8)))
        .timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** Aborts the request when its answer is no longer awaited. */
  static Request until(CompletableFuture<?> awaited, Request request) {
    var unusedEnd =
        awaited.whenComplete(
            (value, failure) -> {
              var unused = request.abort(new CancellationException());
            });
    return request;
  }

  /** Empty if no whole answer arrived; never fails. */
  static CompletableFuture<Optional<Reply>> ask(Request request) {
    CompletableFuture<Optional<Reply>> answer = new CompletableFuture<>();
    request.send(
        new BufferingResponseListener(MAX_ANSWER_BYTES) {
          @Override
          public void onComplete(Result result) {
            answer.complete(
                result.isFailed()
                    ? Optional.empty()
                    : Optional.of(
                        new Reply(
                            result.getResponse().getStatus(),
                            passedOn(result.getResponse().getHeaders()),
                            getContent() == null ? new byte[0] : getContent())));
          }
        });
    return answer;
  }

  /** False if the other process can't answer either, or does not accept this one as a peer. */
  static boolean isAnswer(int status) {
    return status < 500 && status != 401;
  }

  static boolean isAnswer(Reply reply) {
    return isAnswer(reply.status());
  }

  /** The headers of another's answer that its client should see. */
  static Map<String, String> passedOn(Iterable<HttpField> headers) {
    Map<String, String> passed = new LinkedHashMap<>();
    for (HttpField field : headers) {
      if (!OWN_HEADERS.contains(field.getLowerCaseName())) {
        passed.put(field.getName(), field.getValue());
      }
    }
    return passed;
  }
}
