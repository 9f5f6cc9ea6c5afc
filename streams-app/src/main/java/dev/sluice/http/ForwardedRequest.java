package dev.sluice.http;

import dev.sluice.http.async.PendingResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.Reply;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * One request that is answered by the first of several processes that can, or here if none can.
 * Started once; any thread.
 */
final class ForwardedRequest {
  /** Time for the way there and back, in addition to the requested wait. */
  private static final Duration OVERHEAD = Duration.ofSeconds(5);

  /** After it, a stream is considered dead: it has keep-alives. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final List<String> PASSED_ON = List.of("Authorization", "Accept", "traceparent");

  private final PeerClient peers;
  private final Client client;
  private final PeerRequest peerRequest;
  private final Handler here;
  private final InstantSource clock;
  private final CompletableFuture<Optional<Reply>> found = new CompletableFuture<>();
  private volatile @Nullable StreamingForwarder relay;

  ForwardedRequest(
      PeerClient peers, Client client, PeerRequest peerRequest, Handler here, InstantSource clock) {
    this.peers = peers;
    this.client = client;
    this.peerRequest = peerRequest;
    this.here = here;
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
    if (peerRequest.stream()) {
      StreamingForwarder next = new StreamingForwarder(client);
      relay = next;
      var unused =
          next.pass(request)
              .thenAccept(
                  begun -> {
                    if (!begun) {
                      client.later().use(() -> ask(rest));
                    }
                  });
    } else {
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
  }

  /**
   * A relay that has begun to forward an answer ends it itself, also when its request is aborted.
   */
  private void answer(Optional<Reply> reply) {
    StreamingForwarder begun = relay;
    if (reply.isPresent()) {
      client.later().end(() -> ReplyWriter.write(client.ctx(), reply.get()));
    } else if (begun == null || begun.giveUp()) {
      client.later().handOver(client.ctx(), here);
    }
  }

  private Request request(String host) {
    Instant now = clock.instant();
    Request request =
        peerRequest.stream()
            ? peers.stream(host, peerRequest.path(), SILENCE)
            : peers.request(host, peerRequest.pathAt(now), OVERHEAD.plus(peerRequest.waitAt(now)));
    for (String name : PASSED_ON) {
      String value = client.ctx().header(name);
      if (value != null) {
        request.headers(headers -> headers.put(name, value));
      }
    }
    return request.method(peerRequest.method());
  }
}
