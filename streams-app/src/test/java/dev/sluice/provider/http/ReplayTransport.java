package dev.sluice.provider.http;

import dev.sluice.provider.Exchange;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpResponse;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Replays one reply to what listens to connections, in place of Jetty and on the thread that sends.
 * Time passes when nothing more comes: the timers that are set by then go off.
 */
final class ReplayTransport implements HttpTransport {
  private static final int MOST_BYTES = 1 << 20;
  private static final Request NO_REQUEST = new HttpClient().newRequest("http://p.example");

  /** What comes after the last byte. */
  enum Ending {
    BREAK,
    END,
    SILENCE
  }

  private final int status;
  private final Map<String, List<String>> headers;
  private final List<ByteBuffer> chunks;
  private final Ending ending;

  ReplayTransport(
      int status, Map<String, List<String>> headers, List<ByteBuffer> chunks, Ending ending) {
    this.status = status;
    this.headers = headers;
    this.chunks = chunks;
    this.ending = ending;
  }

  /** Notes that the connection was given up. */
  private static final class Response extends HttpResponse {
    private @Nullable Throwable aborted;

    Response() {
      super(NO_REQUEST);
    }

    @Override
    public CompletableFuture<Boolean> abort(Throwable cause) {
      aborted = cause;
      return CompletableFuture.completedFuture(true);
    }
  }

  /** A body of which one chunk after the other comes. */
  private static final class Body implements Content.Source {
    private @Nullable ByteBuffer come;
    private @Nullable Runnable demand;

    void comes(ByteBuffer chunk) {
      come = chunk;
      Runnable demanded = demand;
      demand = null;
      if (demanded != null) {
        demanded.run();
      }
    }

    @Override
    public Content.@Nullable Chunk read() {
      ByteBuffer next = come;
      come = null;
      return next == null ? null : Content.Chunk.from(next, false);
    }

    @Override
    public void demand(Runnable demandCallback) {
      demand = demandCallback;
    }

    @Override
    public void fail(Throwable failure) {
      come = null;
    }
  }

  /** Pauses that take no time. */
  private static PacedReads paced() {
    AtomicLong seconds = new AtomicLong();
    return new PacedReads(
        Runnable::run,
        new AtOnce(),
        () -> TimeUnit.SECONDS.toNanos(seconds.incrementAndGet()),
        Duration.ofMillis(50));
  }

  private static final class AtOnce extends AbstractLifeCycle implements Scheduler {
    @Override
    public Task schedule(Runnable task, long delay, TimeUnit unit) {
      task.run();
      return () -> false;
    }
  }

  @Override
  public Exchange send(
      String provider,
      URI uri,
      HttpCall call,
      Map<String, String> requestHeaders,
      Duration timeout,
      HttpReceiver receiver) {
    ManualScheduler timers = new ManualScheduler();
    HttpListener listener = new HttpListener(MOST_BYTES, Runnable::run, timers, paced(), receiver);
    Response response = new Response();
    response
        .status(status)
        .headers(all -> headers.forEach((name, values) -> all.put(name, values.get(0))));
    listener.onHeaders(response);
    Body body = new Body();
    listener.onContentSource(response, body);
    for (ByteBuffer chunk : chunks) {
      if (response.aborted == null) {
        body.comes(chunk);
      }
    }
    Throwable failure = failure(response, timers);
    if (failure == null) {
      listener.onSuccess(response);
      listener.onComplete(new Result(NO_REQUEST, response));
    } else {
      listener.onComplete(new Result(NO_REQUEST, response, failure));
    }
    return () -> {};
  }

  /** Null where the reply ends as HTTP has it. */
  private @Nullable Throwable failure(Response response, ManualScheduler timers) {
    if (response.aborted == null && ending == Ending.SILENCE) {
      timers.goOff(() -> response.aborted != null);
    }
    if (response.aborted != null) {
      return response.aborted;
    }
    return switch (ending) {
      case BREAK -> new IOException("Connection reset");
      case END -> null;
      case SILENCE -> new TimeoutException("of the attempt");
    };
  }
}
