package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.Test;

class PacedReadsTest {
  private static final Duration EVERY = Duration.ofMillis(50);
  private static final Duration TICK = Duration.ofMillis(10);

  private final Ticks ticks = new Ticks();
  private final List<String> read = new ArrayList<>();
  private long now = Long.MAX_VALUE - EVERY.toNanos() / 2;
  private int tasks;

  private final PacedReads paced =
      new PacedReads(
          task -> {
            tasks++;
            task.run();
          },
          ticks,
          () -> now,
          EVERY);

  private static final class Ticks extends AbstractLifeCycle implements Scheduler {
    private final Deque<Runnable> pending = new ArrayDeque<>();

    @Override
    public Task schedule(Runnable task, long delay, TimeUnit unit) {
      assertThat(unit.toNanos(delay)).isEqualTo(TICK.toNanos());
      pending.add(task);
      return () -> false;
    }
  }

  private void after(Duration time) {
    now += time.toNanos();
    ticks.pending.remove().run();
  }

  @Test
  void shouldReadOnOnceTheTimeHasPassed() {
    // Given
    paced.later(() -> read.add("a"));
    after(EVERY.minusNanos(1));
    assertThat(read).isEmpty();

    // When
    after(Duration.ofNanos(1));

    // Then
    assertThat(read).containsExactly("a");
    assertThat(ticks.pending).isEmpty();
  }

  @Test
  void shouldReadInOneTaskWhatIsDueInOneTick() {
    // Given
    paced.later(() -> read.add("a"));
    paced.later(() -> read.add("b"));
    now += TICK.toNanos();
    paced.later(() -> read.add("later"));

    // When
    after(EVERY.minus(TICK));

    // Then
    assertThat(read).containsExactly("a", "b");
    assertThat(tasks).isEqualTo(1);
    after(TICK);
    assertThat(read).containsExactly("a", "b", "later");
  }

  @Test
  void shouldTickAgainForOneThatComesAfterAllHaveRead() {
    // Given
    paced.later(() -> paced.later(() -> read.add("again")));
    after(EVERY);

    // When
    after(EVERY);

    // Then
    assertThat(read).containsExactly("again");
  }
}
