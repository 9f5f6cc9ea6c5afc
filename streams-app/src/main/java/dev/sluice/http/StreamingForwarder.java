package dev.sluice.http;

import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.NonBlockingWriter;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Forwards another process's answer as it arrives, so that streams stream, and as fast as the
 * client reads it. Runs on the client's threads and the server's, and blocks none of them; one
 * answer.
 */
final class StreamingForwarder implements Response.Listener {
  private final Context ctx;
  private final AsyncResponse later;
  private final NonBlockingWriter out;
  private final CompletableFuture<Boolean> begun = new CompletableFuture<>();

  // Guarded by the request's own lock
  private boolean passing;
  private byte @Nullable [] piece;
  private @Nullable Runnable demand;

  StreamingForwarder(Client client) {
    this.ctx = client.ctx();
    this.later = client.later();
    this.out = new NonBlockingWriter(client.out(), later, this::next);
  }

  /**
   * @return true once the answer is being forwarded, and from then on the relay ends the request;
   *     false, with nothing written, if there was none or the other can't answer either
   */
  CompletableFuture<Boolean> pass(Request request) {
    request.send(this);
    return begun;
  }

  /**
   * @return whether nothing is forwarded, and nothing will be
   */
  boolean giveUp() {
    return begun.complete(false);
  }

  @Override
  public void onHeaders(Response response) {
    if (!PeerClient.isAnswer(response.getStatus()) || !begun.complete(true)) {
      return;
    }
    later.use(
        () -> {
          passing = true;
          ctx.status(response.getStatus());
          PeerClient.passedOn(response.getHeaders()).forEach(ctx::header);
          String type = response.getHeaders().get("Content-Type");
          if (type != null) {
            ctx.contentType(type);
          }
          out.start();
        });
  }

  @Override
  public void onContent(Response response, Content.Chunk chunk, Runnable more) {
    if (!PeerClient.isAnswer(response.getStatus())) {
      more.run();
      return;
    }
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes, 0, bytes.length);
    later.use(
        () -> {
          if (passing) {
            demand = more;
            piece = bytes;
          }
        });
    out.write();
  }

  @Override
  public void onComplete(Result result) {
    // a stream that breaks off ends without its last event, so that the client resumes it
    if (!begun.complete(false)) {
      later.use(() -> demand = null);
      out.end();
    }
  }

  /** Requests the next piece when this one was read. */
  private byte @Nullable [] next() {
    byte[] next = piece;
    Runnable more = demand;
    piece = null;
    if (next == null && more != null) {
      demand = null;
      // not under the lock: it may arrive at once
      later.execute(more);
    }
    return next;
  }
}
