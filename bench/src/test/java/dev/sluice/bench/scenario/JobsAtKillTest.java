package dev.sluice.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.load.HttpJobs;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsAtKillTest {
  @Test
  void shouldAddUpWhatBecameOfAllThatWasAccepted() {
    // Given
    JobsAtKill jobs =
        new JobsAtKill(
            "gateway",
            List.of(
                new JobsAtKill.Kill(100, new HttpJobs.Fates(97, 1, 0, 2, 4.5)),
                new JobsAtKill.Kill(90, new HttpJobs.Fates(88, 0, 2, 0, 6.0))));

    // When
    var values = jobs.row().values();

    // Then
    assertThat(values)
        .containsEntry("accepted", 190.0)
        .containsEntry("completed", 185.0)
        .containsEntry("failed", 1.0)
        .containsEntry("unknown", 2.0)
        .containsEntry("never ended", 2.0)
        .containsEntry("s from ready to the last end", 6.0)
        .containsEntry("kills", 2.0);
  }
}
