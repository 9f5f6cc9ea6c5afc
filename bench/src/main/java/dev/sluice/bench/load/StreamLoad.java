package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bench.rig.Meter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpMethod;

/**
 * Clients that stream chat completions, which begin one after the other at a steady rate. One flow
 * at a time; used by one thread.
 */
public final class StreamLoad implements AutoCloseable {
  private static final int CONNECTIONS = 8_192;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final AtomicInteger ROUNDS = new AtomicInteger();

  private final Subject subject;
  private final Answers answers;
  private final Tenants tenants;
  private final Meter meter;
  private final URI completions;
  private final HttpTarget target;
  private final byte[] body;
  private final HttpClient client;

  /**
   * What is asked for.
   *
   * @param prompt without what JSON escapes
   * @param tokens of a whole answer
   */
  public record Answers(String model, String prompt, int tokens) {
    byte[] body() {
      return "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"stream\": true}"
          .formatted(model, prompt)
          .getBytes(UTF_8);
    }
  }

  /** A stretch of load. */
  public record Measured(Round round, Streamed streamed) {}

  /** Streams under way. */
  public static final class Running {
    private final Flow flow;
    private final StreamTimes times;

    private Running(Flow flow, StreamTimes times) {
      this.flow = flow;
      this.times = times;
    }

    /** From now on, for that time; what has begun then goes on. */
    public Measured measure(Duration warmUp, Duration span) throws InterruptedException {
      long from = System.nanoTime() + warmUp.toNanos();
      times.measure(from, from + span.toNanos());
      return new Measured(flow.measure(warmUp, span), times.streamed());
    }

    /** Waits for all that have begun, and begins no more. */
    public Measured stop(Measured measured) throws InterruptedException {
      flow.stop(PATIENCE);
      return new Measured(flow.updated(measured.round()), times.streamed());
    }

    public void awaitBegun() throws InterruptedException {
      flow.awaitPublished();
    }
  }

  public StreamLoad(HttpTarget target, Answers answers, Tenants tenants, Meter meter)
      throws Exception {
    this.subject = new Subject(target.name(), target.url(), Map.of());
    this.target = target;
    this.answers = answers;
    this.tenants = tenants;
    this.meter = meter;
    this.completions = URI.create(target.url() + "/v1/chat/completions");
    this.body = answers.body();
    this.client = HttpClients.start(CONNECTIONS);
  }

  /** So many begin each second, until it is stopped. */
  public Running start(double perSecond) {
    return start(perSecond, DueTimes.MOST);
  }

  /**
   * @param most how many begin at all
   */
  public Running start(double perSecond, int most) {
    Pacing pacing = new OpenLoop(new Schedule(System.nanoTime(), perSecond));
    Recorder recorder = new Recorder(pacing);
    StreamTimes times = new StreamTimes();
    Flow.Feed feed =
        new Flow.Feed() {
          @Override
          public void publish(int number) {
            ask(number, recorder, times);
          }

          @Override
          public void flush() {}
        };
    return new Running(
        new Flow(subject, pacing, recorder, meter, feed, most, ROUNDS.incrementAndGet()), times);
  }

  private void ask(int number, Recorder recorder, StreamTimes times) {
    StreamReading reading = new StreamReading(times, answers.tokens(), System.nanoTime());
    HttpClients.stream(
        client
            .newRequest(completions)
            .method(HttpMethod.POST)
            .body(new BytesRequestContent("application/json", body)),
        target.keys().apply(tenants.of(number)),
        bytes -> reading.read(bytes, System.nanoTime()),
        status ->
            recorder.arrived(
                reading.end(status) ? Leg.ANSWERED : Leg.FAILED, number, System.nanoTime()));
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception stuck) {
      throw new IllegalStateException("the HTTP client does not stop", stuck);
    }
  }
}
