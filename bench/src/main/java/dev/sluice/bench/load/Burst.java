package dev.sluice.bench.load;

import java.util.OptionalLong;

/** A number of requests, as fast as they can be published. */
final class Burst implements Pacing {
  private final long count;

  Burst(long count) {
    this.count = count;
  }

  @Override
  public OptionalLong await(long number) {
    return number < count ? OptionalLong.of(System.nanoTime()) : OptionalLong.empty();
  }

  @Override
  public void ended() {}

  @Override
  public void stop() {}
}
