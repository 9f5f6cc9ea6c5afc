package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadOwnersTest {
  private final FakeLog log = new FakeLog();
  private final AtomicInteger written = new AtomicInteger();

  @Test
  void shouldTellEveryPartitionOfEachDeadOwner() {
    // When
    new DeadOwners(log, 2).report(Set.of("owner-1", "owner-2"), written::incrementAndGet);

    // Then
    assertThat(log.deaths)
        .containsExactlyInAnyOrder("owner-1 in 0", "owner-1 in 1", "owner-2 in 0", "owner-2 in 1");
  }

  @Test
  void shouldSayOnceThatAllIsWritten() {
    // Given
    new DeadOwners(log, 2).report(Set.of("owner-1"), written::incrementAndGet);
    int before = written.get();

    // When
    log.makeDurable();

    // Then
    assertThat(before).isZero();
    assertThat(written).hasValue(1);
  }

  @Test
  void shouldHaveNothingToWriteWhenNobodyIsDead() {
    // When
    new DeadOwners(log, 2).report(Set.of(), written::incrementAndGet);

    // Then
    assertThat(log.deaths).isEmpty();
    assertThat(written).hasValue(1);
  }
}
