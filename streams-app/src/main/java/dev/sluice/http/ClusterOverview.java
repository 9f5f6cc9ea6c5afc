package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.Reply;
import dev.sluice.overview.Overview;
import dev.sluice.overview.Snapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all processes of the gateway do, by asking each of them; at most once a second, however many
 * look. A process that does not answer is told of by its address. Any thread.
 */
public final class ClusterOverview {
  static final String PATH = "/internal/snapshot";

  private static final Duration PATIENCE = Duration.ofMillis(1_500);
  private static final long KEPT_MS = 900;

  private final Supplier<Snapshot> here;
  private final Supplier<List<String>> others;
  private final @Nullable PeerClient peers;
  private final InstantSource clock;

  // Guarded by this
  private CompletableFuture<ObjectNode> latest = new CompletableFuture<>();
  private long askedAt = Long.MIN_VALUE;

  /**
   * @param others the {@code host:port} of all other processes
   * @param peers null if processes don't talk to each other
   */
  public ClusterOverview(
      Supplier<Snapshot> here,
      Supplier<List<String>> others,
      @Nullable PeerClient peers,
      InstantSource clock) {
    this.here = here;
    this.others = others;
    this.peers = peers;
    this.clock = clock;
  }

  Snapshot here() {
    return here.get();
  }

  @Nullable PeerClient peers() {
    return peers;
  }

  /** On any thread; never fails because of another process. */
  synchronized CompletableFuture<ObjectNode> now() {
    long now = clock.millis();
    if (now >= askedAt && now < askedAt + KEPT_MS) {
      return latest;
    }
    askedAt = now;
    latest = ask();
    return latest;
  }

  private CompletableFuture<ObjectNode> ask() {
    Snapshot own = here.get();
    Map<String, CompletableFuture<Optional<Reply>>> asked = new LinkedHashMap<>();
    PeerClient client = peers;
    if (client != null) {
      others
          .get()
          .forEach(host -> asked.put(host, PeerClient.ask(client.request(host, PATH, PATIENCE))));
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(unused -> merged(own, asked));
  }

  private ObjectNode merged(Snapshot own, Map<String, CompletableFuture<Optional<Reply>>> asked) {
    List<Snapshot> told = new ArrayList<>(List.of(own));
    List<Overview.Missing> missing = new ArrayList<>();
    asked.forEach(
        (host, answer) -> {
          Optional<Reply> reply = answer.join();
          Snapshot snapshot = snapshot(reply);
          if (snapshot != null) {
            told.add(snapshot);
          } else {
            missing.add(new Overview.Missing(host, reason(reply)));
          }
        });
    return Overview.of(told, missing, clock.millis());
  }

  private static @Nullable Snapshot snapshot(Optional<Reply> reply) {
    return reply.isPresent() && reply.get().status() == 200
        ? Snapshot.ofJson(reply.get().body())
        : null;
  }

  private static String reason(Optional<Reply> reply) {
    return reply
        .map(
            each ->
                each.status() == 200
                    ? "it is of another release"
                    : "it answers with status " + each.status())
        .orElse("it does not answer");
  }
}
