package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicksTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final Timers timers = new Timers();
  private final FakeLog log = new FakeLog();
  private final List<Consumer<@Nullable Instant>> written = log.ticks;
  private final Ticks ticks = new Ticks(log, () -> NOON, timers);

  /** Runs at once what is due at once, and keeps how long the rest is to wait. */
  private static final class Timers extends ScheduledThreadPoolExecutor {
    final List<Long> delays = new ArrayList<>();

    Timers() {
      super(1);
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      delays.add(unit.toMillis(delay));
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }
  }

  @AfterEach
  void stop() {
    timers.shutdownNow();
  }

  @Test
  void shouldWriteOneAfterAnotherWhenManyAreAskedForAtOnce() {
    // Given
    ticks.at(3, Instant.EPOCH);

    // When
    ticks.at(3, Instant.EPOCH);
    ticks.at(3, Instant.EPOCH);

    // Then
    assertThat(written).hasSize(1);
    written.get(0).accept(NOON);
    assertThat(written).hasSize(2);
    written.get(1).accept(NOON);
    assertThat(written).hasSize(2);
  }

  @Test
  void shouldWaitForTheEarliestThatWasAskedFor() {
    // When
    ticks.at(3, NOON.plusSeconds(60));
    ticks.at(3, NOON.plusSeconds(10));
    ticks.at(3, NOON.plusSeconds(30));

    // Then
    assertThat(timers.delays).containsExactly(60_000L, 10_000L);
    assertThat(written).isEmpty();
  }

  @Test
  void shouldGoByTheBrokersClockOnceATickHasToldIt() {
    // Given
    Duration ahead = Duration.ofSeconds(7);
    ticks.at(3, NOON);
    written.get(0).accept(NOON.plus(ahead));

    // When
    ticks.at(3, NOON.plusSeconds(10));

    // Then
    assertThat(timers.delays).containsExactly(3_000L);
  }

  @Test
  void shouldTryAgainLaterWhenATickIsNotWritten() {
    // Given
    ticks.at(3, NOON);

    // When
    written.get(0).accept(null);

    // Then
    assertThat(timers.delays).containsExactly(Ticks.BACKOFF.toMillis());
  }

  @Test
  void shouldKeepPartitionsApart() {
    // When
    ticks.at(3, NOON);
    ticks.at(4, NOON);

    // Then
    assertThat(written).hasSize(2);
  }
}
