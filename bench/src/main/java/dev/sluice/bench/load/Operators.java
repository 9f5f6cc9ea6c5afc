package dev.sluice.bench.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Someone who has a gateway's page open, and a Prometheus server. Any thread. */
public final class Operators implements AutoCloseable {
  /** The interval in most examples of Prometheus. */
  private static final Duration SCRAPE = Duration.ofSeconds(15);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "operators");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicLong pages = new AtomicLong();
  private final AtomicLong scrapes = new AtomicLong();

  /**
   * @param url of the gateway
   */
  public Operators(String url) {
    Future<?> unused = threads.submit(() -> watch(url));
    unused =
        threads.scheduleAtFixedRate(() -> scrape(url), 0, SCRAPE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  /** Until the gateway ends it, or this is closed. */
  private void watch(String url) {
    try (Stream<String> lines =
        client
            .sendAsync(get(url + "/overview/stream"), HttpResponse.BodyHandlers.ofLines())
            .join()
            .body()) {
      lines.filter(line -> line.startsWith("data:")).forEach(data -> pages.incrementAndGet());
    }
  }

  private void scrape(String url) {
    var unused =
        client
            .sendAsync(get(url + "/metrics"), HttpResponse.BodyHandlers.discarding())
            .thenAccept(
                response -> {
                  if (response.statusCode() == 200) {
                    scrapes.incrementAndGet();
                  }
                });
  }

  /** How often the page was told what it shows. */
  public long pages() {
    return pages.get();
  }

  /** How often all metrics were read. */
  public long scrapes() {
    return scrapes.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
