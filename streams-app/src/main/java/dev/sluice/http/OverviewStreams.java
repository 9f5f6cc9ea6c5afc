package dev.sluice.http;

import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.PendingResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.StreamEvent;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends the overview again and again, as server-sent events. A page that reads too slowly, or whose
 * process stops, is cut off, and takes the stream up again by itself. Any thread.
 */
final class OverviewStreams implements Handler {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int MOST = 50;
  private static final String NAME = "overview";

  private final ClusterOverview overview;
  private final WaiterRegistry waiting;
  private final StreamBuffers buffers;
  private final AtomicInteger open = new AtomicInteger();

  OverviewStreams(ClusterOverview overview, WaiterRegistry waiting, StreamBuffers buffers) {
    this.overview = overview;
    this.waiting = waiting;
    this.buffers = buffers;
  }

  @Override
  public void handle(Context ctx) throws IOException {
    ServletOutputStream out = ctx.res().getOutputStream();
    if (open.incrementAndGet() > MOST || !waiting.enter()) {
      open.decrementAndGet();
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    ctx.header("Cache-Control", "no-store");
    EventStream.writeHeadTo(ctx);
    AsyncResponse.answer(ctx, later -> start(later, new EventStream(out, later, buffers)));
  }

  private void start(AsyncResponse later, EventStream events) {
    later.atEnd(open::decrementAndGet);
    // done when the process stops
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    PendingResponse.start(waiting, later, ended, () -> true, stopped -> events.end(List.of()));
    Future<?> ticks = waiting.every(EVERY, () -> later.execute(() -> send(events)));
    later.atEnd(() -> ticks.cancel(false));
    events.start();
    send(events);
  }

  private void send(EventStream events) {
    var unused =
        overview.now().thenAccept(now -> events.send(List.of(new StreamEvent(NAME, now)), true));
  }
}
