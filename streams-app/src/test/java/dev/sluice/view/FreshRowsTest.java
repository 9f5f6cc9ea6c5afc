package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.PollingEventKind;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FreshRowsTest {
  private static final int PARTITION = 3;
  private static final String TEXT = "resp_1";
  private static final PollingId ID = new PollingId(TEXT, PARTITION, Events.ENDED_AT, 7);
  private static final Lookup STORED =
      new Lookup.Found(new ViewRow.Completed(Events.result(TEXT, Events.text("hello")).build()));

  private final AtomicInteger queries = new AtomicInteger();
  private final FreshRows fresh = new FreshRows();
  private final ViewReader reader =
      fresh.orElse(
          id -> {
            queries.incrementAndGet();
            return STORED;
          });

  private static ViewRow.Pending pending(CallStatus status) {
    return new ViewRow.Pending(Events.polling(TEXT, PollingEventKind.STATUS, status, 1).build());
  }

  @Test
  void shouldTellTheNewestRowOfACallUnderWayWithoutAQuery() {
    // Given
    fresh.changed(PARTITION, TEXT, pending(CallStatus.QUEUED));
    ViewRow newest = pending(CallStatus.IN_PROGRESS);
    fresh.changed(PARTITION, TEXT, newest);

    // When
    Lookup found = reader.find(ID);

    // Then
    assertThat(found).isEqualTo(new Lookup.Found(newest));
    assertThat(queries).hasValue(0);
  }

  @Test
  void shouldLeaveAnEndedCallToTheStore() {
    // Given
    fresh.changed(PARTITION, TEXT, pending(CallStatus.QUEUED));
    fresh.changed(PARTITION, TEXT, ((Lookup.Found) STORED).row());

    // When
    Lookup found = reader.find(ID);

    // Then
    assertThat(found).isSameAs(STORED);
  }

  @Test
  void shouldKnowNothingOfAPartitionThatIsElsewhere() {
    // Given
    fresh.changed(PARTITION, TEXT, pending(CallStatus.QUEUED));
    fresh.closed(PARTITION);

    // When
    Lookup found = reader.find(ID);

    // Then
    assertThat(found).isSameAs(STORED);
  }

  @Test
  void shouldKeepTheRowsOfOtherPartitions() {
    // Given
    fresh.changed(PARTITION, TEXT, pending(CallStatus.QUEUED));
    fresh.closed(PARTITION + 1);

    // When
    Lookup found = reader.find(ID);

    // Then
    assertThat(found).isNotSameAs(STORED);
  }

  @Test
  void shouldAskTheStoreForMoreThanItKeeps() {
    // Given
    for (int call = 0; call < FreshRows.MOST; call++) {
      fresh.changed(PARTITION, "resp_other-" + call, pending(CallStatus.WAITING));
    }
    fresh.changed(PARTITION, TEXT, pending(CallStatus.QUEUED));

    // When
    Lookup found = reader.find(ID);

    // Then
    assertThat(found).isSameAs(STORED);
  }
}
