package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Streaming;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.http.ReplayTransport.Ending;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an answer after some whole events of its stream.
 *
 * @param told the texts, each in one piece
 * @param begun whether anything of the answer has come
 * @param complete whether the vendor has said all
 * @param outcome of what has come, as if it were the reply
 * @param usage told so far
 */
record WrittenSoFar(
    List<AnswerDelta> told,
    boolean begun,
    boolean complete,
    Outcome outcome,
    @Nullable Usage usage) {

  /** After none of the stream's events, after the first, and so on. */
  static List<WrittenSoFar> afterEach(StreamFixtures stream) {
    ProviderCodec codec = Fixtures.codec(stream.vendor());
    Attempt attempt = Replayed.attempt(stream.vendor(), Streaming.ALWAYS);
    ReplyAssembler assembler = stream.assembler();
    ToolCallIds ids = new ToolCallIds(attempt);
    List<AnswerDelta> deltas = new ArrayList<>();
    List<WrittenSoFar> after = new ArrayList<>();
    List<StreamEvent> events = stream.events();
    for (int count = 0; count <= events.size(); count++) {
      if (count > 0) {
        assembler.add(events.get(count - 1)).forEach(delta -> deltas.add(ids.in(delta)));
      }
      JsonNode reply = assembler.reply();
      after.add(
          new WrittenSoFar(
              joined(deltas),
              !deltas.isEmpty(),
              assembler.isComplete(),
              stream.outcome(reply),
              codec.usage(reply.toString())));
    }
    return after;
  }

  static List<AnswerDelta> joined(List<AnswerDelta> deltas) {
    return AnswerDelta.joined(
        deltas.stream()
            .filter(delta -> delta instanceof AnswerDelta.ToolCallBegun || !delta.text().isEmpty())
            .toList());
  }

  private @Nullable String text() {
    StringBuilder text = new StringBuilder();
    told.stream()
        .filter(delta -> delta instanceof AnswerDelta.Text || delta instanceof AnswerDelta.Refusal)
        .forEach(delta -> text.append(delta.text()));
    return text.isEmpty() ? null : text.toString();
  }

  /**
   * Asserts that a provider gave this, and nothing else.
   *
   * @param ending of the stream after that
   */
  void check(Replayed replayed, Ending ending) {
    assertThat(joined(replayed.told())).isEqualTo(told);
    if (!complete) {
      checkBroken((Outcome.Failed) replayed.outcome(), ending);
    } else if (outcome instanceof Outcome.Answered answered) {
      assertThat(replayed.outcome())
          .isInstanceOfSatisfying(
              Outcome.Answered.class,
              whole -> assertThat(whole.answer()).isEqualTo(answered.answer()));
    } else {
      Outcome.Failed expected = (Outcome.Failed) outcome;
      Outcome.Failed failed = (Outcome.Failed) replayed.outcome();
      assertThat(failed.failure().decisive().type())
          .isEqualTo(expected.failure().decisive().type());
      assertThat(failed.usage()).isEqualTo(expected.usage());
    }
  }

  private void checkBroken(Outcome.Failed failed, Ending ending) {
    boolean silent = ending == Ending.SILENCE;
    assertThat(failed.failure().decisive().type())
        .isEqualTo(silent ? FailureType.TIMEOUT : FailureType.CONNECTION);
    assertThat(failed.usage()).isEqualTo(usage);
    if (begun || !silent) {
      ProviderFailure.MidStreamBreak broken = (ProviderFailure.MidStreamBreak) failed.failure();
      assertThat(broken.received()).isEqualTo(text());
      assertThat(broken.beforeFirstChunk()).isEqualTo(!begun);
    } else {
      assertThat(failed.failure()).isInstanceOf(ProviderFailure.Timeout.class);
    }
  }
}
