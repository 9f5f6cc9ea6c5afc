package dev.sluice.bench.load;

import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/**
 * As many under way as fit, so that nobody has to wait for work. Only throughput can be told from
 * it: the latency is that of the queue.
 */
final class ClosedLoop implements Pacing {
  private final Semaphore room;
  private volatile boolean stopped;

  ClosedLoop(int window) {
    this.room = new Semaphore(window);
  }

  @Override
  public OptionalLong await(long number) throws InterruptedException {
    room.acquire();
    return stopped ? OptionalLong.empty() : OptionalLong.of(System.nanoTime());
  }

  @Override
  public void ended() {
    room.release();
  }

  @Override
  public void stop() {
    stopped = true;
    room.release();
  }
}
