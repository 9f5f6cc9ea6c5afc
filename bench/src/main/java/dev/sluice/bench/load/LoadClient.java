package dev.sluice.bench.load;

import dev.sluice.bench.rig.Meter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The way to one subject and back: a producer, a consumer, and the requests that take it. One flow
 * at a time; used by one thread.
 */
public final class LoadClient implements AutoCloseable {
  /** Most of what a producer of many requests would set. */
  public static final int BATCHING_MS = 5;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final AtomicInteger ROUNDS = new AtomicInteger();

  private record Current(int round, Recorder recorder) {}

  private final Subject subject;
  private final Requests requests;
  private final Meter meter;
  private final Publisher publisher;
  private final Tail tail;
  private volatile Consumer<ConsumerRecord<String, byte[]>> observer = record -> {};
  private volatile @Nullable Current current;

  /**
   * @param lingerMs of the producer; 0 where latency counts
   */
  public LoadClient(
      String bootstrapServers, Subject subject, Requests requests, Meter meter, int lingerMs) {
    this.subject = subject;
    this.requests = requests;
    this.meter = meter;
    this.publisher = new Publisher(bootstrapServers, lingerMs);
    publisher.warm(subject.input());
    this.tail = new Tail(bootstrapServers, subject.outputs(), this::arrived).start();
  }

  private void arrived(
      Leg leg, RequestIds.Id id, long nowNanos, ConsumerRecord<String, byte[]> record) {
    Current now = current;
    if (now != null && now.round() == id.round()) {
      now.recorder().arrived(leg, (int) id.number(), nowNanos);
      observer.accept(record);
    }
  }

  /** Is given every record of a round that comes back, on its own thread. */
  public void observe(Consumer<ConsumerRecord<String, byte[]>> other) {
    observer = other;
  }

  /** As fast as they come back: throughput. */
  public Round saturate(int window, Duration warmUp, Duration span) throws InterruptedException {
    return whole(closedLoop(window), warmUp, span);
  }

  /** So many a second: latency. */
  public Round steady(double perSecond, Duration warmUp, Duration span)
      throws InterruptedException {
    return whole(openLoop(perSecond), warmUp, span);
  }

  private static Round whole(Flow flow, Duration warmUp, Duration span)
      throws InterruptedException {
    Round round = flow.measure(warmUp, span);
    flow.stop(PATIENCE);
    return flow.updated(round);
  }

  public Flow closedLoop(int window) {
    return start(new ClosedLoop(window), DueTimes.MOST);
  }

  /** So many in all. */
  public void send(int count, int window) throws InterruptedException {
    Flow flow = start(new ClosedLoop(window), count);
    flow.awaitPublished();
    flow.stop(PATIENCE);
  }

  public Flow openLoop(double perSecond) {
    return start(new OpenLoop(new Schedule(System.nanoTime(), perSecond)), DueTimes.MOST);
  }

  public Flow burst(int count) {
    return start(new Burst(count), count);
  }

  /**
   * What another client has published on this one's input, as it comes back here.
   *
   * @param published of which all is on the topic
   */
  public Flow follow(Flow published) {
    int count = (int) published.counts().sent();
    Recorder recorder = new Recorder(new Burst(count));
    current = new Current(published.round(), recorder);
    return new Flow(
        subject, new Burst(count), recorder, meter, Flow.Feed.NOTHING, count, published.round());
  }

  private Flow start(Pacing pacing, int most) {
    int round = ROUNDS.incrementAndGet();
    Recorder recorder = new Recorder(pacing);
    current = new Current(round, recorder);
    return new Flow(subject, pacing, recorder, meter, feed(round), most, round);
  }

  private Flow.Feed feed(int round) {
    return new Flow.Feed() {
      @Override
      public void publish(int number) {
        String id = RequestIds.text(round, number);
        publisher.send(subject.input(), requests.tenants().of(number), id, requests.value(id));
      }

      @Override
      public void flush() {
        publisher.flush();
      }
    };
  }

  @Override
  public void close() {
    tail.close();
    publisher.close();
  }
}
