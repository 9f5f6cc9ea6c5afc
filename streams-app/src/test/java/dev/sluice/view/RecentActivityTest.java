package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.streams.processor.api.RecordMetadata;
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
  void shouldCountOnceWhenARecordIsProcessedAgainAfterAnAbort() {
    // Given
    activity.changed(place(1), "resp_1", null, accepted("resp_1"));
    activity.rejected(place(2), Events.rejected().build());
    activity.closed(0);
    activity.opened(0);

    // When
    activity.changed(place(1), "resp_1", null, accepted("resp_1"));
    activity.rejected(place(2), Events.rejected().build());

    // Then
    assertThat(activity.now())
        .returns(1L, Activity::accepted)
        .returns(1L, Activity::rejected)
        .returns(1L, Activity::inFlight);
  }

  @Test
  void shouldNotCountCallsOfAPartitionThatAnotherInstanceHas() {
    // Given
    activity.changed(place(1), "resp_1", null, accepted("resp_1"));

    // When
    activity.closed(0);

    // Then
    assertThat(activity.now()).returns(0L, Activity::inFlight);
  }

  @Test
  void shouldForgetACallThatEndedElsewhereWhenItsDeadlineIsLongOver() {
    // Given
    activity.changed(place(1), "resp_1", null, accepted("resp_1"));

    // When
    now = DEADLINE.plusSeconds(61);

    // Then
    assertThat(activity.now()).returns(0L, Activity::inFlight);
  }

  @Test
  void shouldKeepTheLatestFiftyWhenThereAreMore() {
    // When
    for (int i = 0; i < 60; i++) {
      activity.changed(place(i), "resp_" + i, null, accepted("resp_" + i));
    }

    // Then
    assertThat(activity.now().recent()).hasSize(50);
    assertThat(activity.now().accepted()).isEqualTo(60);
  }

  private static ViewRow accepted(String pollingId) {
    return new ViewRow.Pending(Events.accepted(pollingId).setDeadline(DEADLINE).build());
  }

  private static RecordMetadata place(long offset) {
    return new RecordMetadata() {
      @Override
      public String topic() {
        return "sluice.polling";
      }

      @Override
      public int partition() {
        return 0;
      }

      @Override
      public long offset() {
        return offset;
      }
    };
  }
}
