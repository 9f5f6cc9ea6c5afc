package dev.sluice.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Background responses that a gateway has accepted, and what becomes of them. One thread. */
public final class HttpJobs implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** An accepted one. */
  public record Job(String tenant, String id) {}

  /**
   * How those ended that were looked after.
   *
   * @param lost whose ID nobody knew in the end
   * @param underWay of which it was still said that they are under way, or nothing at all
   * @param seconds until the last one had ended
   */
  public record Fates(int completed, int failed, int lost, int underWay, double seconds) {}

  private enum Fate {
    COMPLETED,
    FAILED,
    LOST,
    UNDER_WAY
  }

  private final HttpApi api;

  public HttpJobs(HttpTarget target, String model, String prompt) throws Exception {
    this.api = new HttpApi(target, model, prompt, CONNECTIONS);
  }

  /** Creates so many, and waits until all are accepted or refused; returns the accepted ones. */
  public List<Job> create(Tenants tenants, int count, Duration patience)
      throws InterruptedException {
    Queue<Job> accepted = new ConcurrentLinkedQueue<>();
    CountDownLatch answers = new CountDownLatch(count);
    for (int number = 0; number < count; number++) {
      String tenant = tenants.of(number);
      api.create(
          tenant,
          true,
          (status, body) -> {
            if (status == OK) {
              try {
                accepted.add(new Job(tenant, ResponseHead.read(body).id()));
              } catch (IOException unreadable) {
                // no client could poll it
              }
            }
            answers.countDown();
          });
    }
    var unused = answers.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    return List.copyOf(accepted);
  }

  /** Polls all of them, again and again, until they have ended or the time has passed. */
  public Fates follow(List<Job> jobs, Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    int completed = 0;
    int failed = 0;
    List<Job> open = jobs;
    long lastEnd = start;
    List<Job> lost = List.of();
    while (!open.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      List<Job> left = new ArrayList<>();
      lost = new ArrayList<>();
      for (Look look : look(open)) {
        switch (look.fate()) {
          case COMPLETED -> completed++;
          case FAILED -> failed++;
          case LOST -> lost.add(look.job());
          case UNDER_WAY -> left.add(look.job());
        }
      }
      // what a restarted process does not know yet it may still find
      left.addAll(lost);
      lastEnd = left.size() < open.size() ? System.nanoTime() : lastEnd;
      open = left;
    }
    return new Fates(
        completed, failed, lost.size(), open.size() - lost.size(), (lastEnd - start) / 1e9);
  }

  private record Look(Job job, Fate fate) {}

  private List<Look> look(List<Job> jobs) throws InterruptedException {
    Queue<Look> looks = new ConcurrentLinkedQueue<>();
    CountDownLatch answers = new CountDownLatch(jobs.size());
    for (Job job : jobs) {
      api.poll(
          job.tenant(),
          job.id(),
          "",
          (status, body) -> {
            looks.add(new Look(job, fate(status, body)));
            answers.countDown();
          });
    }
    answers.await();
    return List.copyOf(looks);
  }

  private static Fate fate(int status, byte[] body) {
    if (status == NOT_FOUND) {
      return Fate.LOST;
    }
    if (status != OK) {
      return Fate.UNDER_WAY;
    }
    try {
      ResponseHead head = ResponseHead.read(body);
      return head.isUnderWay() ? Fate.UNDER_WAY : head.isCompleted() ? Fate.COMPLETED : Fate.FAILED;
    } catch (IOException unreadable) {
      return Fate.UNDER_WAY;
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
