package dev.sluice.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A provider that speaks OpenAI's chat completions or its Responses API, as fast as it can: it
 * reads requests without looking at them, and its answers are made once, but for streams at a pace.
 * {@code /<script>/v1/...} says how to answer, {@code /stats} tells how many calls have come and
 * how many have no answer yet. It takes spans as a collector does, and only counts the exports. Any
 * thread.
 */
final class ProviderServer implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int BACKLOG = 4096;
  private static final String JSON = "application/json";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Server server;
  private final ServerConnector connector;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "answers");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong underWay = new AtomicLong();
  private final AtomicLong exports = new AtomicLong();

  private record Behaviour(Script script, ByteBuffer answer, AtomicLong calls) {
    static Behaviour of(String path) {
      Script script = Script.parse(path);
      return new Behaviour(script, Answers.of(script), new AtomicLong());
    }

    boolean fails() {
      return script.failEvery() > 0 && calls.incrementAndGet() % script.failEvery() == 0;
    }
  }

  private ProviderServer() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setAcceptQueueSize(BACKLOG);
    // calls may be kept waiting for long, and idle connections are the callers' affair
    connector.setIdleTimeout(TimeUnit.HOURS.toMillis(1));
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            take(request, response, callback);
            return true;
          }
        });
  }

  static ProviderServer start() throws Exception {
    ProviderServer provider = new ProviderServer();
    provider.server.start();
    return provider;
  }

  int port() {
    return connector.getLocalPort();
  }

  private void take(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (path.equals("/stats")) {
      response.getHeaders().put("Content-Type", JSON);
      answer(
          response,
          200,
          bytes(
              "{\"calls\": %d, \"under_way\": %d, \"exports\": %d}"
                  .formatted(calls.get(), underWay.get(), exports.get())),
          callback);
      return;
    }
    if (path.equals("/v1/traces")) {
      exports.incrementAndGet();
      Content.Source.consumeAll(
          request,
          Callback.from(
              () -> {
                response.getHeaders().put("Content-Type", "application/x-protobuf");
                answer(response, 200, NOTHING.slice(), callback);
              },
              callback::failed));
      return;
    }
    int end = path.indexOf('/', 1);
    Behaviour behaviour =
        behaviours.computeIfAbsent(path.substring(1, Math.max(1, end)), Behaviour::of);
    calls.incrementAndGet();
    underWay.incrementAndGet();
    Callback counted = Callback.from(callback, underWay::decrementAndGet);
    Content.Source.consumeAll(
        request,
        Callback.from(
            () -> {
              if (behaviour.script().form() == Script.Form.CHAT_STREAM) {
                new PacedStream(behaviour.script(), clock, response, counted).start();
                return;
              }
              long delay = behaviour.script().delay().toMillis();
              if (delay == 0) {
                answer(behaviour, response, counted);
              } else {
                var unused =
                    clock.schedule(
                        () -> answer(behaviour, response, counted), delay, TimeUnit.MILLISECONDS);
              }
            },
            counted::failed));
  }

  private static void answer(Behaviour behaviour, Response response, Callback callback) {
    if (behaviour.fails()) {
      response.getHeaders().put("Content-Type", JSON);
      answer(
          response,
          behaviour.script().failStatus(),
          bytes("{\"error\": {\"message\": \"scripted\", \"type\": \"server_error\"}}"),
          callback);
    } else {
      response.getHeaders().put("Content-Type", Answers.contentType(behaviour.script()));
      answer(response, 200, behaviour.answer().slice(), callback);
    }
  }

  private static void answer(Response response, int status, ByteBuffer body, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put("Content-Length", body.remaining());
    response.write(true, body, callback);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8)).asReadOnlyBuffer();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      server.stop();
    } catch (Exception stuck) {
      throw new IllegalStateException("the provider did not stop", stuck);
    }
  }
}
