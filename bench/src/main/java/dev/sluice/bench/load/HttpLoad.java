package dev.sluice.bench.load;

import dev.sluice.bench.rig.Meter;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients of one gateway's HTTP side: each creates a response and sees to its end. One flow at a
 * time; used by one thread.
 */
public final class HttpLoad implements AutoCloseable {
  private static final int CONNECTIONS = 1_024;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  /** Between polls, and before what was answered with 503 is tried again. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final AtomicInteger ROUNDS = new AtomicInteger();

  private final Subject subject;
  private final HttpApi api;
  private final Meter meter;
  private final int leastBytes;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pauses");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicLong unavailable = new AtomicLong();

  /**
   * A stretch of load.
   *
   * @param round its latency is from when a request was due, or its client free, to its answer
   * @param unavailable answers of 503, each of which its client has tried again, from the start of
   *     the load on
   */
  public record Measured(Round round, long unavailable) {}

  /**
   * @param leastBytes of a response with its answer; one that lacks it counts as failed
   */
  public HttpLoad(HttpTarget target, String model, String prompt, Meter meter, int leastBytes)
      throws Exception {
    this.subject = new Subject(target.name(), target.url(), Map.of());
    this.api = new HttpApi(target, model, prompt, CONNECTIONS);
    this.meter = meter;
    this.leastBytes = leastBytes;
  }

  /**
   * Clients that each create a response as soon as their last one has ended.
   *
   * @param clients of all tenants, each of whom has as many
   */
  public Measured saturate(
      HttpForm form, Tenants tenants, int clients, Duration warmUp, Duration span)
      throws InterruptedException {
    Queue<String> idle = new ConcurrentLinkedQueue<>();
    for (int client = 0; client < clients; client++) {
      idle.add(tenants.of(client));
    }
    return measure(form, idle, tenants, new ClosedLoop(clients), warmUp, span);
  }

  /** So many a second, of all tenants in turns. */
  public Measured steady(
      HttpForm form, Tenants tenants, double perSecond, Duration warmUp, Duration span)
      throws InterruptedException {
    Pacing pacing = new OpenLoop(new Schedule(System.nanoTime(), perSecond));
    return measure(form, null, tenants, pacing, warmUp, span);
  }

  private Measured measure(
      HttpForm form,
      @Nullable Queue<String> idle,
      Tenants tenants,
      Pacing pacing,
      Duration warmUp,
      Duration span)
      throws InterruptedException {
    unavailable.set(0);
    Recorder recorder = new Recorder(pacing);
    Flow.Feed feed =
        new Flow.Feed() {
          @Override
          public void publish(int number) {
            // as many are idle as the loop lets through
            String tenant = idle == null ? tenants.of(number) : idle.remove();
            new Exchange(number, tenant, form, recorder, idle).create();
          }

          @Override
          public void flush() {}
        };
    Flow flow =
        new Flow(subject, pacing, recorder, meter, feed, DueTimes.MOST, ROUNDS.incrementAndGet());
    Round round = flow.measure(warmUp, span);
    long refusals = unavailable.get();
    flow.stop(PATIENCE);
    return new Measured(flow.updated(round), refusals);
  }

  /** One response, from its creation to its end. On the client's threads, one at a time. */
  private final class Exchange {
    private final int number;
    private final String tenant;
    private final HttpForm form;
    private final Recorder recorder;
    private final @Nullable Queue<String> idle;
    private final long until = System.nanoTime() + PATIENCE.toNanos();

    Exchange(
        int number, String tenant, HttpForm form, Recorder recorder, @Nullable Queue<String> idle) {
      this.number = number;
      this.tenant = tenant;
      this.form = form;
      this.recorder = recorder;
      this.idle = idle;
    }

    void create() {
      api.create(tenant, form.background(), (status, body) -> answered(status, body, this::create));
    }

    private void poll(String id) {
      api.poll(tenant, id, form.query(), (status, body) -> answered(status, body, () -> poll(id)));
    }

    private void answered(int status, byte[] body, Runnable again) {
      if (status == UNAVAILABLE && System.nanoTime() < until) {
        unavailable.incrementAndGet();
        pause(again);
        return;
      }
      try {
        if (status == OK) {
          goOn(ResponseHead.read(body), body.length);
        } else {
          end(Leg.FAILED);
        }
      } catch (IOException unreadable) {
        end(Leg.FAILED);
      }
    }

    private void goOn(ResponseHead response, int bytes) {
      if (!response.isUnderWay() || System.nanoTime() > until) {
        end(response.isCompleted() && bytes >= leastBytes ? Leg.ANSWERED : Leg.FAILED);
      } else if (form == HttpForm.LONG_POLL) {
        poll(response.id());
      } else {
        pause(() -> poll(response.id()));
      }
    }

    private void end(Leg leg) {
      if (idle != null) {
        idle.add(tenant);
      }
      recorder.arrived(leg, number, System.nanoTime());
    }
  }

  private void pause(Runnable then) {
    var unused = clock.schedule(then, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    api.close();
  }
}
