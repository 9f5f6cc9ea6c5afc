package dev.sluice.http;

import dev.sluice.call.PollingIds;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import dev.sluice.view.Replicas;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets any process answer for any polling ID: forwards what concerns a partition elsewhere to its
 * process, once, and answers here if nobody there can. A standby may then serve a terminal result.
 * Immutable; runs on the server's threads.
 */
public final class PeerRouter {
  private final PollingIds ids;
  private final Replicas replicas;
  private final @Nullable PeerClient peers;
  private final WaiterRegistry waiting;
  private final InstantSource clock;

  /**
   * @param peers null if this process answers for its own partitions only
   */
  public PeerRouter(
      PollingIds ids,
      Replicas replicas,
      @Nullable PeerClient peers,
      WaiterRegistry waiting,
      InstantSource clock) {
    this.ids = ids;
    this.replicas = replicas;
    this.peers = peers;
    this.waiting = waiting;
    this.clock = clock;
  }

  /**
   * @param here answers with what this process knows
   */
  void pass(Context ctx, Principal principal, PeerRequest peerRequest, Handler here)
      throws Exception {
    pass(ctx, principal, peerRequest, here, ReplyWriter::write);
  }

  /**
   * @param here answers with what this process knows
   * @param elsewhere answers with what another one knows
   */
  void pass(
      Context ctx,
      Principal principal,
      PeerRequest peerRequest,
      Handler here,
      ForwardedRequest.Elsewhere elsewhere)
      throws Exception {
    if (peers == null) {
      here.handle(ctx);
    } else if (ctx.header(PeerClient.SECRET) != null) {
      passedOn(peers, ctx, here);
    } else {
      List<String> others = others(principal, peerRequest.id());
      if (others.isEmpty()) {
        here.handle(ctx);
      } else {
        forward(peers, ctx, peerRequest, here, elsewhere, others);
      }
    }
  }

  private static void passedOn(PeerClient peers, Context ctx, Handler here) throws Exception {
    if (peers.isPeer(ctx)) {
      here.handle(ctx);
    } else {
      ReplyWriter.write(ctx, ApiError.unauthorized("Not a process of this gateway."));
    }
  }

  private void forward(
      PeerClient peers,
      Context ctx,
      PeerRequest peerRequest,
      Handler here,
      ForwardedRequest.Elsewhere elsewhere,
      List<String> others)
      throws IOException {
    ServletOutputStream out = ctx.res().getOutputStream();
    if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    AsyncResponse.answer(
        ctx,
        later -> {
          Client client = new Client(ctx, out, later);
          new ForwardedRequest(peers, client, peerRequest, here, elsewhere, clock)
              .start(waiting, others);
        });
  }

  /** Empty if this process should answer itself. */
  private List<String> others(Principal principal, String id) {
    return ids.verify(id, principal.tenant())
        .map(known -> known.partition())
        .filter(partition -> !replicas.isHere(partition))
        .map(replicas::elsewhere)
        .orElse(List.of());
  }
}
