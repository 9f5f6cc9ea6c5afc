package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.v1.AnswerDeltaKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeltaRecordsTest {

  @Test
  void shouldReadWhatItHasWritten() {
    // Given
    AnswerDeltas deltas =
        new AnswerDeltas(
            "resp_1",
            3,
            17,
            List.of(
                new AnswerDelta.Reasoning("Hm."),
                new AnswerDelta.Text("Hello"),
                new AnswerDelta.Refusal("No."),
                new AnswerDelta.ToolCallBegun(0, "call_1", "weather", false),
                new AnswerDelta.ToolArguments(0, "{\"city\":"),
                new AnswerDelta.ToolCallBegun(1, "call_2", "shell", true),
                new AnswerDelta.ToolArguments(1, "ls")),
            true);

    // When
    AnswerDeltas read = DeltaRecords.fromRecord(DeltaRecords.toRecord(deltas));

    // Then
    assertThat(read).isEqualTo(deltas);
  }

  @Test
  void shouldLeaveOutWhatIsNewerAndAllThatFollowsIt() {
    // Given
    dev.sluice.v1.AnswerDeltas newer =
        dev.sluice.v1.AnswerDeltas.newBuilder()
            .setPollingId("resp_1")
            .setAttempt(1)
            .setDeltas(
                List.of(
                    delta(AnswerDeltaKind.TEXT),
                    delta(AnswerDeltaKind.UNKNOWN),
                    delta(AnswerDeltaKind.TEXT)))
            .build();

    // When
    AnswerDeltas read = DeltaRecords.fromRecord(newer);

    // Then
    assertThat(read)
        .isEqualTo(new AnswerDeltas("resp_1", 1, 0, List.of(new AnswerDelta.Text("a")), false));
  }

  private static dev.sluice.v1.AnswerDelta delta(AnswerDeltaKind kind) {
    return dev.sluice.v1.AnswerDelta.newBuilder().setKind(kind).setText("a").build();
  }
}
