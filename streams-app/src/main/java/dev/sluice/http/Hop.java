package dev.sluice.http;

import dev.sluice.call.PollingIds;
import dev.sluice.view.Replicas;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.ServletOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets any process answer for any polling ID: what is about a partition that is elsewhere is passed
 * on there, once, and answered here when nobody there can. A terminal result may then come of a
 * standby. Immutable; runs on the server's threads.
 */
public final class Hop {
  private final PollingIds ids;
  private final Replicas replicas;
  private final @Nullable Peers peers;
  private final Waiting waiting;
  private final InstantSource clock;

  /**
   * @param peers null where this process is asked for its own partitions only
   */
  public Hop(
      PollingIds ids,
      Replicas replicas,
      @Nullable Peers peers,
      Waiting waiting,
      InstantSource clock) {
    this.ids = ids;
    this.replicas = replicas;
    this.peers = peers;
    this.waiting = waiting;
    this.clock = clock;
  }

  /**
   * What any process can be asked.
   *
   * @param id the polling ID that it is about, as the client has it
   * @param path with the query, without how long to wait
   * @param stream whether the answer is to be passed on as it comes
   * @param until when the end of the call need not be waited for any longer; now or before where
   *     nobody waits
   */
  record Question(String id, String method, String path, boolean stream, Instant until) {

    Duration waitAt(Instant now) {
      Duration left = Duration.between(now, until);
      return left.isNegative() ? Duration.ZERO : left;
    }

    /** The others are told what is left of the time. */
    String pathAt(Instant now) {
      long seconds = waitAt(now).plusNanos(999_999_999).toSeconds();
      return seconds == 0 ? path : path + (path.contains("?") ? "&" : "?") + "wait=" + seconds;
    }
  }

  /**
   * @param here answers with what is known in this process
   */
  void pass(Context ctx, Caller caller, Question question, Handler here) throws Exception {
    if (peers == null) {
      here.handle(ctx);
    } else if (ctx.header(Peers.SECRET) != null) {
      passedOn(peers, ctx, here);
    } else {
      pass(peers, ctx, caller, question, here);
    }
  }

  private static void passedOn(Peers peers, Context ctx, Handler here) throws Exception {
    if (peers.isPeer(ctx)) {
      here.handle(ctx);
    } else {
      Json.answer(ctx, ApiError.unauthorized("Not a process of this gateway."));
    }
  }

  private void pass(Peers peers, Context ctx, Caller caller, Question question, Handler here)
      throws Exception {
    List<String> others = others(caller, question.id());
    if (others.isEmpty()) {
      here.handle(ctx);
      return;
    }
    ServletOutputStream out = ctx.res().getOutputStream();
    if (!waiting.enter()) {
      Polls.refuseToWait(ctx);
      return;
    }
    Later.answer(
        ctx,
        later -> {
          Passage passage = new Passage(peers, ctx, out, later, question, here, clock);
          passage.start(waiting, others);
        });
  }

  /** None where this process is to answer itself. */
  private List<String> others(Caller caller, String id) {
    return ids.verify(id, caller.tenant())
        .map(known -> known.partition())
        .filter(partition -> !replicas.isHere(partition))
        .map(replicas::elsewhere)
        .orElse(List.of());
  }
}
