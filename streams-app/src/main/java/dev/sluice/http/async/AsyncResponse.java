package dev.sluice.http.async;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is answered later, once, on one of the server's threads. Any thread.
 *
 * <p>Jetty ends a request whose connection breaks and reuses its objects, and Javalin loops forever
 * over a request that has ended. So the request is used only under this lock, which Jetty's own end
 * of it waits for, and never after that.
 */
public final class AsyncResponse implements AsyncListener {
  private static final Logger log = LoggerFactory.getLogger(AsyncResponse.class);
  private static final String CURRENT = "sluice.later";

  private final Executor server;
  private final HttpServletRequest request;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  // Guarded by this
  private Runnable released = () -> {};
  private @Nullable Consumer<AsyncResponse> next;
  private boolean over;

  private AsyncResponse(HttpServletRequest request) {
    this.request = request;
    this.server =
        ServletContextRequest.getServletContextRequest(request).getComponents().getExecutor();
  }

  /**
   * Leaves the answer to {@code work}, which begins on the handler's thread as soon as the handler
   * has returned.
   */
  public static void answer(Context ctx, Consumer<AsyncResponse> work) {
    AsyncResponse current = ctx.attribute(CURRENT);
    if (current != null) {
      current.next = work;
      return;
    }
    ctx.future(
        () -> {
          AsyncResponse later = new AsyncResponse(ctx.req());
          AsyncContext async = ctx.req().getAsyncContext();
          async.addListener(later);
          work.accept(later);
          return later.done;
        });
  }

  HttpServletRequest request() {
    return request;
  }

  /**
   * Runs exactly once, whatever ends the request, or at once if it has ended; in the order in which
   * they were given. It must neither block nor fail.
   */
  public void atEnd(Runnable release) {
    synchronized (this) {
      if (!over) {
        Runnable before = released;
        released =
            () -> {
              before.run();
              release.run();
            };
        return;
      }
    }
    release.run();
  }

  /** The task may block; it is dropped if the server stops. */
  public void execute(Runnable task) {
    try {
      server.execute(task);
    } catch (RejectedExecutionException stopped) {
      log.debug("the server does not answer any more", stopped);
    }
  }

  /** Uses the request unless it has ended. */
  public synchronized void use(Runnable task) {
    if (!over) {
      task.run();
    }
  }

  /** Ends the request with the answer so far, on the calling thread, one of the server's. */
  public synchronized void end(Runnable answer) {
    if (!over) {
      over = true;
      try {
        released.run();
        answer.run();
        done.complete(null);
      } catch (RuntimeException failed) {
        done.completeExceptionally(failed);
      }
    }
  }

  /**
   * Lets another handler answer as if the request had just arrived, at once or later. On one of the
   * server's threads.
   */
  public void handOver(Context ctx, Handler handler) {
    Consumer<AsyncResponse> work;
    synchronized (this) {
      if (over) {
        return;
      }
      released.run();
      released = () -> {};
      next = null;
      ctx.attribute(CURRENT, this);
      try {
        handler.handle(ctx);
      } catch (Exception failed) {
        over = true;
        done.completeExceptionally(failed);
        return;
      }
      work = next;
    }
    if (work == null) {
      end(() -> {});
    } else {
      // not under the lock, which the work may take from both sides
      work.accept(this);
    }
  }

  @Override
  public void onError(AsyncEvent event) {
    end(() -> {});
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end(() -> {});
  }

  @Override
  public synchronized void onComplete(AsyncEvent event) {
    if (!over) {
      over = true;
      released.run();
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
