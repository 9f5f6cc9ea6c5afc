package dev.sluice.provider.http;

import dev.sluice.provider.Exchange;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client: thousands of exchanges on a few threads. It keeps nothing between exchanges: no
 * cookies, no redirects, no authentication of its own. All providers share one. Any thread.
 */
public final class HttpEngine implements HttpTransport, AutoCloseable {
  private static final int THREADS = 12;

  /** They read answers and decode small ones, some ten thousand a second each. */
  private static final int SELECTORS =
      Math.max(1, Math.min(THREADS / 3, Runtime.getRuntime().availableProcessors() / 4));

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POOLED_IDLE = Duration.ofSeconds(30);

  private final HttpClient client;

  /** Of servers whose answers are not streamed: it does not matter. */
  private static final Duration READ_EVERY = Duration.ofMillis(50);

  private final int maxBodyBytes;
  private final PacedReads paced;

  /**
   * @param maxBodyBytes the largest accepted response body, after any decompression
   * @param maxConnections of one pool to one server; further exchanges wait within their timeout
   * @param readEvery the time between two reads of a stream that is not at its beginning
   */
  public HttpEngine(int maxBodyBytes, int maxConnections, Duration readEvery) {
    this(maxBodyBytes, maxConnections, readEvery, null);
  }

  /**
   * A client that connects to certain addresses only, whatever name they resolved from.
   *
   * @param permitted called for each address before it is connected to
   */
  public static HttpEngine guarded(
      int maxBodyBytes, int maxConnections, Predicate<InetAddress> permitted) {
    return new HttpEngine(maxBodyBytes, maxConnections, READ_EVERY, permitted);
  }

  private HttpEngine(
      int maxBodyBytes,
      int maxConnections,
      Duration readEvery,
      @Nullable Predicate<InetAddress> permitted) {
    this.maxBodyBytes = maxBodyBytes;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("sluice-http");
    threads.setDaemon(true);
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(SELECTORS);
    connector.setExecutor(threads);
    HttpClientTransport transport = new HttpClientTransportOverHTTP(connector);
    // a thread switch costs more than most answers do, and HttpListener leaves it to large ones
    transport.setInvocationType(InvocationType.NON_BLOCKING);
    client = new HttpClient(transport);
    client.setExecutor(threads);
    client.setMaxConnectionsPerDestination(maxConnections);
    client.setMaxRequestsQueuedPerDestination(Integer.MAX_VALUE);
    client.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    client.setIdleTimeout(POOLED_IDLE.toMillis());
    client.setFollowRedirects(false);
    Scheduler scheduler = new ScheduledExecutorScheduler("sluice-http-timer", true);
    client.setScheduler(scheduler);
    paced = new PacedReads(threads, scheduler, System::nanoTime, readEvery);
    if (permitted != null) {
      client.setSocketAddressResolver(
          new GuardedResolver(scheduler, CONNECT_TIMEOUT.toMillis(), permitted));
    }
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "sluice"));
  }

  public HttpEngine start() {
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not start", e);
    }
    // they would handle a 3xx, 401 or 407 themselves, and cap its body by their own limit
    client.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
    client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
    client.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
    return this;
  }

  /** Exchanges under way end as broken. */
  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not stop", e);
    }
  }

  /**
   * Sends a request; does not block.
   *
   * @param pool whose connections to use: two pools share none, even at the same server
   * @param call its path is ignored: it is in the URI
   * @param timeout for everything: waiting for a connection, sending, and reading the whole body
   * @param receiver other exchanges wait for it
   */
  @Override
  public Exchange send(
      String pool,
      URI uri,
      HttpCall call,
      Map<String, String> headers,
      Duration timeout,
      HttpReceiver receiver) {
    HttpListener listener =
        new HttpListener(
            maxBodyBytes, client.getExecutor(), client.getScheduler(), paced, receiver);
    try {
      long timeoutMs = Math.max(1, timeout.toMillis());
      Request request =
          client
              .newRequest(uri)
              .tag(pool)
              .method(call.method())
              .headers(fields -> headers.forEach((name, value) -> fields.put(name, value)))
              .timeout(timeoutMs, TimeUnit.MILLISECONDS)
              // otherwise a model that thinks for longer than a pooled connection may idle would be
              // cut off
              .idleTimeout(timeoutMs + POOLED_IDLE.toMillis(), TimeUnit.MILLISECONDS)
              .onRequestBegin(begun -> listener.requestBegun());
      if (call.body().hasRemaining()) {
        String type = headers.getOrDefault("Content-Type", "application/json");
        request.body(new ByteBufferRequestContent(type, call.body().duplicate()));
      }
      request.send(listener);
      return () -> listener.abort(request);
    } catch (RuntimeException rejected) {
      listener.end(new HttpResult.Broken(rejected, true));
      return () -> {};
    }
  }
}
