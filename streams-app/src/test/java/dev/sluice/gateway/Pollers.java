package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Poll over HTTP, again and again, for the requests that they are told of, until they are shown the
 * end of each. Its time tells it from that of another try.
 */
final class Pollers implements AutoCloseable {
  private static final int THREADS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final BlockingQueue<PollingEvent> open = new LinkedBlockingQueue<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();

  /** Of a gateway whose tenants have the keys of {@link Load#TENANTS}. */
  Pollers(int port) {
    this.port = port;
    for (int i = 0; i < THREADS; i++) {
      threads.execute(this::poll);
    }
  }

  /** Those that nobody has told of yet. */
  void pollFor(Iterable<PollingEvent> accepted) {
    for (PollingEvent event : accepted) {
      if (told.add(event.getPollingId())) {
        open.add(event);
      }
    }
  }

  private void poll() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        PollingEvent next = open.take();
        if (!hasEnded(next)) {
          open.add(next);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEnded(PollingEvent accepted) throws InterruptedException {
    HttpRequest get =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v1/responses/%s".formatted(port, accepted.getPollingId())))
            .header("Authorization", "Bearer " + Load.key(accepted.getTenant()))
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      var response = http.send(get, BodyHandlers.ofString());
      JsonNode ended = JSON.readTree(response.body()).at("/sluice/ended_at");
      if (response.statusCode() == 404) {
        lost.add(accepted.getPollingId());
      }
      if (ended.isTextual()) {
        ends.put(accepted.getPollingId(), Instant.parse(ended.asText()));
      }
      return ended.isTextual();
    } catch (IOException away) {
      return false;
    }
  }

  /** All of them have been shown to have ended. */
  boolean haveSeenEnds(Collection<String> pollingIds) {
    return ends.keySet().containsAll(pollingIds);
  }

  /** Every end that was shown is the one that was committed, and nothing was taken for unknown. */
  void assertSawOnlyWhatIsCommitted(Client client) {
    Map<String, Instant> committed = new HashMap<>();
    for (CompletionResult result : client.results.values()) {
      committed.put(result.getPollingId(), result.getCompletedAt());
    }
    for (ErrorRecord error : client.errors.values()) {
      if (error.getPollingId() != null) {
        committed.put(error.getPollingId(), error.getOccurredAt());
      }
    }
    assertThat(lost).isEmpty();
    assertThat(ends).containsExactlyInAnyOrderEntriesOf(committed);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
