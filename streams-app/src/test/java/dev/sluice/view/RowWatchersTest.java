package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.PollingId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowWatchersTest {
  private final RowWatchers watchers = new RowWatchers();
  private final List<String> told = new ArrayList<>();

  @Test
  void shouldTellAllWhoWatchTheRequestAndNobodyElse() {
    // Given
    watchers.watch(id("resp_1", 0), () -> told.add("one"));
    watchers.watch(id("resp_1", 0), () -> told.add("two"));
    watchers.watch(id("resp_2", 0), () -> told.add("other"));

    // When
    watchers.changed(0, "resp_1", new ViewRow.Deleted());

    // Then
    assertThat(told).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void shouldTellThoseOfAPartitionThatLeaves() {
    // Given
    watchers.watch(id("resp_1", 0), () -> told.add("here"));
    watchers.watch(id("resp_2", 1), () -> told.add("there"));

    // When
    watchers.closed(1);

    // Then
    assertThat(told).containsExactly("there");
  }

  @Test
  void shouldKeepNothingOfThoseWhoWatchNoMore() {
    // Given
    RowWatchers.Watch first = watchers.watch(id("resp_1", 0), () -> told.add("first"));
    RowWatchers.Watch second = watchers.watch(id("resp_1", 0), () -> told.add("second"));
    first.close();
    first.close();

    // When
    watchers.changed(0, "resp_1", new ViewRow.Deleted());

    // Then
    assertThat(told).containsExactly("second");
    second.close();
    assertThat(watchers.size()).isZero();
  }

  private static PollingId id(String text, int partition) {
    return new PollingId(text, partition, Events.ACCEPTED_AT, 1);
  }
}
