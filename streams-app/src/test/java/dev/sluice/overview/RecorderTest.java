package dev.sluice.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = 60_000;

  private final Recorder recorder = new Recorder();

  @Test
  void shouldCountByStepsAndForgetWhatIsOlderThanAQuarterOfAnHour() {
    // Given
    recorder.decided("admitted", NOW - 15 * MINUTE);
    recorder.decided("admitted", NOW);
    recorder.decided("rejected", NOW + 1);
    recorder.ended("completed", 250L, NOW + Recorder.STEP_MS);

    // When
    var slots = recorder.calls(NOW + Recorder.STEP_MS);

    // Then
    assertThat(slots).extracting(Slot::at).containsExactly(NOW, NOW + Recorder.STEP_MS);
    assertThat(slots.get(0).count("admitted")).isEqualTo(1);
    assertThat(slots.get(0).count("rejected")).isEqualTo(1);
    assertThat(slots.get(1).times().quantile(0.5)).isBetween(235L, 265L);
  }

  @Test
  void shouldGroupFailuresByTypeAndShowTheNewestOfEach() {
    // Given
    recorder.failed(failed("provider/timeout", "resp_1"), NOW);
    recorder.failed(failed("policy/rate_limited", null), NOW + 1);
    recorder.failed(failed("provider/timeout", "resp_2"), NOW + 2);

    // When
    var groups = recorder.failures(NOW + 3);

    // Then
    assertThat(groups)
        .extracting(FailureGroup::type)
        .containsExactly("provider/timeout", "policy/rate_limited");
    assertThat(groups.get(0))
        .returns(2L, FailureGroup::count)
        .returns("resp_2", FailureGroup::pollingId);
  }

  @Test
  void shouldForgetFailuresAfterAnHour() {
    // Given
    recorder.failed(failed("provider/timeout", "resp_1"), NOW);

    // When
    var groups = recorder.failures(NOW + 61 * MINUTE);

    // Then
    assertThat(groups).isEmpty();
  }

  @Test
  void shouldKeepTheNewestTypesWhenThereAreMoreThanItHolds() {
    // Given
    IntStream.range(0, 60).forEach(i -> recorder.failed(failed("type/" + i, null), NOW + i));

    // When
    var groups = recorder.failures(NOW + 60);

    // Then
    assertThat(groups).hasSize(50).first().returns("type/59", FailureGroup::type);
  }

  private static Recorder.Failed failed(String type, @Nullable String pollingId) {
    return new Recorder.Failed(type, "acme", "chat", "main", pollingId);
  }
}
