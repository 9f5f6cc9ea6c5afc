package dev.sluice.http;

import dev.sluice.http.async.PendingResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.Reply;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;

/**
 * One request that is answered by the first of several processes that can, or here if none can.
 * Started once; any thread.
 */
final class ForwardedRequest {
  /** Time for the way there and back, in addition to the requested wait. */
  private static final Duration OVERHEAD = Duration.ofSeconds(5);

  private static final List<String> PASSED_ON = List.of("Authorization", "Accept", "traceparent");

  /** Makes the client's answer from another process's. */
  interface Elsewhere {
    void answer(Context ctx, Reply reply) throws Exception;
  }

  private final PeerClient peers;
  private final Client client;
  private final PeerRequest peerRequest;
  private final Handler here;
  private final Elsewhere elsewhere;
  private final InstantSource clock;
  private final CompletableFuture<Optional<Reply>> found = new CompletableFuture<>();

  ForwardedRequest(
      PeerClient peers,
      Client client,
      PeerRequest peerRequest,
      Handler here,
      Elsewhere elsewhere,
      InstantSource clock) {
    this.peers = peers;
    this.client = client;
    this.peerRequest = peerRequest;
    this.here = here;
    this.elsewhere = elsewhere;
    this.clock = clock;
  }

  /** Call it after {@link WaiterRegistry#enter}; leaves its place at the end. */
  void start(WaiterRegistry waiting, List<String> others) {
    PendingResponse.start(waiting, client.later(), found, Optional::empty, this::answer);
    client.later().use(() -> ask(others));
  }

  private void ask(List<String> others) {
    if (found.isDone()) {
      return;
    }
    if (others.isEmpty()) {
      found.complete(Optional.empty());
      return;
    }
    Request request = PeerClient.until(found, request(others.get(0)));
    List<String> rest = others.subList(1, others.size());
    var unused =
        PeerClient.ask(request)
            .thenAccept(
                reply -> {
                  if (reply.filter(PeerClient::isAnswer).isPresent()) {
                    found.complete(reply);
                  } else {
                    client.later().use(() -> ask(rest));
                  }
                });
  }

  private void answer(Optional<Reply> reply) {
    client
        .later()
        .handOver(
            client.ctx(),
            ctx -> {
              if (reply.isPresent()) {
                elsewhere.answer(ctx, reply.get());
              } else {
                here.handle(ctx);
              }
            });
  }

  private Request request(String host) {
    Instant now = clock.instant();
    Request request =
        peers.request(host, peerRequest.pathAt(now), OVERHEAD.plus(peerRequest.waitAt(now)));
    for (String name : PASSED_ON) {
      String value = client.ctx().header(name);
      if (value != null) {
        request.headers(headers -> headers.put(name, value));
      }
    }
    return request.method(peerRequest.method());
  }
}
