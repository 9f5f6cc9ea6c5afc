package dev.sluice.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.failure.FailureType;
import dev.sluice.overview.FailureGroup;
import dev.sluice.overview.Slot;
import dev.sluice.overview.Snapshot;
import dev.sluice.topology.TaskLoad;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import org.junit.jupiter.api.Test;

class TaskRecorderTest {
  private static final long NOW = Events.ENDED_AT.toEpochMilli();

  private final TaskRecorder tasks = new TaskRecorder("sluice.requests", () -> Events.ENDED_AT);

  @Test
  void shouldCountVerdictsAndEndsByTheirCommittedEvents() {
    // Given
    tasks.committed(Events.accepted("resp_1").build());
    tasks.committed(Events.accepted("resp_2").setStatus(CallStatus.WAITING).build());
    tasks.committed(Events.accepted("resp_1").setRepeat(true).build());
    tasks.committed(Events.status("resp_1", CallStatus.IN_PROGRESS, 4).build());
    tasks.committed(Events.rejected().build());
    tasks.committed(Events.result("resp_1", Events.text("x")).build());
    tasks.committed(Events.failed("resp_2", FailureType.TIMEOUT).build());
    tasks.committed(Events.failed("resp_3", FailureType.CANCELLED).build());

    // When
    Slot slot = tasks.recorder().calls(NOW).get(0);

    // Then
    assertThat(slot.counts())
        .containsOnly(
            entry("admitted", 1L),
            entry("waiting", 1L),
            entry("repeated", 1L),
            entry("rejected", 1L),
            entry("completed", 1L),
            entry("failed", 1L),
            entry("cancelled", 1L));
    assertThat(slot.times().quantile(0.5)).isBetween(2_350L, 2_650L);
    assertThat(tasks.recorder().failures(NOW))
        .extracting(FailureGroup::type)
        .contains("provider/timeout", "policy/rate_limited");
  }

  @Test
  void shouldForgetWhatAPartitionHadToDoWhenItGoes() {
    // Given
    tasks.load(0, new TaskLoad(5, 0, 1, 10, 0, 0));
    tasks.load(1, new TaskLoad(7, 0, 1, 10, 0, 0));
    tasks.waiting(1, 3);
    tasks.batched(0, 9);
    tasks.batched(1, 11);

    // When
    tasks.closed(1);

    // Then
    assertThat(tasks.load(2, 1)).isEqualTo(new Snapshot.Load(2, 6, 0, 9, 1));
  }
}
