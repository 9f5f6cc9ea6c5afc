package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecentActivityTest {
  private static final Instant DEADLINE = Events.ACCEPTED_AT.plusSeconds(60);

  private Instant now = Events.ACCEPTED_AT;
  private final RecentActivity activity = new RecentActivity(() -> now);

  @BeforeEach
  void open() {
    activity.opened(0);
  }

  @Test
  void shouldNotCountCallsOfAPartitionThatAnotherInstanceHas() {
    // Given
    activity.changed(0, "resp_1", accepted("resp_1"));

    // When
    activity.closed(0);

    // Then
    assertThat(activity.now()).returns(0L, Activity::inFlight);
  }

  @Test
  void shouldForgetACallThatEndedElsewhereWhenItsDeadlineIsLongOver() {
    // Given
    activity.changed(0, "resp_1", accepted("resp_1"));

    // When
    now = DEADLINE.plusSeconds(61);

    // Then
    assertThat(activity.now()).returns(0L, Activity::inFlight);
  }

  @Test
  void shouldKeepTheLatestFiftyWhenThereAreMore() {
    // When
    for (int i = 0; i < 60; i++) {
      activity.changed(0, "resp_" + i, accepted("resp_" + i));
    }

    // Then
    assertThat(activity.now().recent()).hasSize(50);
    assertThat(activity.now().accepted()).isEqualTo(60);
  }

  private static ViewRow accepted(String pollingId) {
    return new ViewRow.Pending(Events.accepted(pollingId).setDeadline(DEADLINE).build());
  }
}
