package dev.sluice.http;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/**
 * Passes another process's answer on as it comes, so that streams stream. Runs on the client's
 * threads, which a slow reader holds up; one answer.
 */
final class Relay implements Response.Listener {
  private static final int UNAVAILABLE = 503;

  private final Context ctx;
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private boolean begun;

  private Relay(Context ctx) {
    this.ctx = ctx;
  }

  /**
   * @return true when the answer was passed on; false, with nothing written, where there was none
   *     or the other can't say either
   */
  static CompletableFuture<Boolean> of(Request request, Context ctx) {
    Relay relay = new Relay(ctx);
    request.send(relay);
    return relay.done;
  }

  @Override
  public void onHeaders(Response response) {
    if (response.getStatus() == UNAVAILABLE) {
      return;
    }
    begun = true;
    ctx.status(response.getStatus());
    Peers.passedOn(response.getHeaders()).forEach(ctx::header);
    String type = response.getHeaders().get("Content-Type");
    if (type != null) {
      ctx.res().setContentType(type);
    }
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    if (!begun) {
      return;
    }
    try {
      ServletOutputStream out = ctx.res().getOutputStream();
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      out.write(bytes);
      out.flush();
    } catch (IOException gone) {
      var unused = response.abort(gone);
    }
  }

  @Override
  public void onComplete(Result result) {
    done.complete(begun);
  }
}
