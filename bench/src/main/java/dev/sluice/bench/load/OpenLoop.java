package dev.sluice.bench.load;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** So many a second, whether those before have ended or not. */
final class OpenLoop implements Pacing {
  private final Schedule schedule;
  private volatile boolean stopped;

  OpenLoop(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public OptionalLong await(long number) throws InterruptedException {
    long due = schedule.dueNanos(number);
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    return stopped ? OptionalLong.empty() : OptionalLong.of(due);
  }

  @Override
  public void ended() {}

  @Override
  public void stop() {
    stopped = true;
  }
}
