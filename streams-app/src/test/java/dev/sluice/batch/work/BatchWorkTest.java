package dev.sluice.batch.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.batch.LineError;
import dev.sluice.batch.OutputLine;
import dev.sluice.batch.store.BatchProgress;
import dev.sluice.batch.store.BatchState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BatchWorkTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String RESPONSES = "/v1/responses";
  private static final String CHAT = "/v1/chat/completions";

  static Stream<Arguments> refusedInputs() {
    return Stream.of(
        Arguments.of("a,b\n1,2\n".getBytes(UTF_8), 1, "invalid_json_line"),
        Arguments.of("\n\n".getBytes(UTF_8), 0, "empty_file"),
        Arguments.of(
            Worked.lines(Stream.of(Worked.line(0), "x".repeat(20 << 20), Worked.line(1))),
            2,
            "line_too_long"),
        Arguments.of(
            Worked.lines(IntStream.range(0, 60_000).mapToObj(Worked::line)),
            50_001,
            "too_many_tasks"),
        Arguments.of(
            Worked.lines(Stream.of(Worked.line(0), Worked.line(1), Worked.line(0))),
            3,
            "duplicate_custom_id"),
        Arguments.of(
            Worked.lines(Stream.of(Worked.line("a", RESPONSES), Worked.line("b", CHAT))),
            2,
            "url_mismatch"),
        // all alike, and not what the batch names
        Arguments.of(Worked.lines(Stream.of(Worked.line("a", CHAT))), 1, "url_mismatch"),
        Arguments.of(
            Worked.lines(Stream.of(Worked.line("a", "/v1/embeddings"))), 1, "invalid_url"));
  }

  @ParameterizedTest
  @MethodSource("refusedInputs")
  void shouldFailWithTheLineAndSendNothingWhenTheInputIsWrong(byte[] input, int line, String code)
      throws Exception {
    // Given
    Worked batch = new Worked(new Random(1), DAY, input);

    // When
    batch.run();

    // Then
    assertThat(batch.known().state()).isEqualTo(BatchState.FAILED);
    LineError first = progress(batch).problems().get(0);
    assertThat(first.line()).isEqualTo(line);
    assertThat(first.code()).isEqualTo(code);
    assertThat(batch.gateway.accepted()).isEmpty();
    assertThat(batch.known().counts().total()).isZero();
  }

  @Test
  void shouldFailWhenTheInputHasBeenDeleted() throws Exception {
    // Given
    Worked batch = Worked.ofLines(new Random(1), DAY, 3);
    batch.store.remove(batch.known().asked().input());

    // When
    batch.run();

    // Then
    assertThat(batch.known().state()).isEqualTo(BatchState.FAILED);
    assertThat(progress(batch).problems())
        .extracting(LineError::code)
        .containsExactly("input_file_not_found");
  }

  @Test
  void shouldExpireWhatIsLeftWhenTheTimeIsOver() throws Exception {
    // Given
    Worked batch = Worked.ofLines(new Random(1), Duration.ofSeconds(30), 20);
    batch.gateway.holds = true;
    batch.runAndKill(20);

    // When
    batch.gateway.pass(DAY);
    batch.run();

    // Then
    assertThat(batch.known().state()).isEqualTo(BatchState.EXPIRED);
    assertThat(batch.output()).isEmpty();
    assertThat(batch.errors())
        .filteredOn(line -> line.kind() == OutputLine.Kind.EXPIRED)
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.response()).isNull();
              assertThat(Objects.requireNonNull(line.error()).code()).isEqualTo("batch_expired");
            });
    assertThat(batch.errors()).hasSize(20);
  }

  @Test
  void shouldLeaveOutWhatWasCancelledBeforeItBegan() throws Exception {
    // Given
    Worked batch = Worked.ofLines(new Random(1), DAY, 20);
    batch.gateway.holds = true;
    batch.runAndKill(20);
    batch.cancel();

    // When
    batch.run();

    // Then
    assertThat(batch.known().state()).isEqualTo(BatchState.CANCELLED);
    assertThat(batch.gateway.accepted()).isNotEmpty();
    assertThat(batch.output()).isEmpty();
    assertThat(batch.known().counts().completed()).isZero();
    assertThat(batch.known().counts().total()).isEqualTo(20);
  }

  @Test
  void shouldTellItsTimesInTheirOrder() throws Exception {
    // Given
    Worked batch = Worked.ofLines(new Random(1), DAY, 5);

    // When
    batch.run();

    // Then
    var times = progress(batch).times();
    assertThat(List.of(BatchState.IN_PROGRESS, BatchState.FINALIZING, BatchState.COMPLETED))
        .extracting(times::get)
        .isSorted()
        .doesNotContainNull();
  }

  private static BatchProgress progress(Worked batch) {
    return Objects.requireNonNull(batch.known().progress());
  }
}
