package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.http.Attempts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenEstimateTest {
  private static final Outcome.Failed FAILED =
      new Outcome.Failed(
          Failure.of(
              FailureType.SERVER_ERROR, FailureFacts.of(FailureType.SERVER_ERROR, "it broke")));

  private static Attempt attempt(long reserved, @Nullable String extraBody, Message... messages) {
    return new Attempt(
        "a",
        1,
        CallFixtures.accepted("resp_1", "acme", 7, null),
        Attempts.target("t", "p"),
        new Sampling(null, null, 50, null, null, null, null),
        Attempts.request(List.of(messages), extraBody),
        Instant.EPOCH,
        100,
        List.of(),
        reserved,
        1);
  }

  @Test
  void shouldBeWhatAdmissionReserved() {
    // When
    long estimate = TokenEstimate.of(attempt(7, null, Message.text(Role.USER, "x".repeat(400))));

    // Then
    assertThat(estimate).isEqualTo(7);
  }

  @Test
  void shouldCountTextsImagesAndTheOutputWhereNothingIsReserved() {
    // Given
    Message user =
        new Message(
            Role.USER,
            List.of(
                new ContentPart.Text("x".repeat(400)),
                new ContentPart.Image("data:image/png;base64," + "A".repeat(100_000), null)),
            null,
            null,
            List.of());
    Message called =
        new Message(
            Role.ASSISTANT,
            List.of(new ContentPart.Refusal("y".repeat(40))),
            null,
            null,
            List.of(new ToolCall("c", "f", "z".repeat(20))));

    // When
    long estimate = TokenEstimate.of(attempt(0, "e".repeat(40), user, called));

    // Then
    assertThat(estimate).isEqualTo((400 + 40 + 20 + 40) / 4 + 1_500 + 50);
  }

  @Test
  void shouldBeCorrectedByTheUsageOfAnAnswerOrAFailure() {
    assertThat(TokenEstimate.used(new Outcome.Answered(Answer.text("hi", Usage.of(30, 12))), 1_000))
        .isEqualTo(42);
    assertThat(TokenEstimate.used(FAILED.with(Usage.of(5, 0)), 1_000)).isEqualTo(5);
    assertThat(TokenEstimate.used(FAILED, 1_000)).isEqualTo(1_000);
  }
}
