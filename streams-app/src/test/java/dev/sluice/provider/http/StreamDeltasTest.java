package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Outcome;
import dev.sluice.call.Streaming;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is told of streams while they come. */
class StreamDeltasTest extends StreamedExchanges {
  private final List<AnswerDelta> told = new CopyOnWriteArrayList<>();
  private final CompletableFuture<List<AnswerDelta>> toldBeforeTheEnd = new CompletableFuture<>();
  private final AttemptListener listener =
      new AttemptListener() {
        @Override
        public void ended(Outcome outcome) {
          toldBeforeTheEnd.complete(List.copyOf(told));
        }

        @Override
        public void deltas(List<AnswerDelta> deltas) {
          told.addAll(deltas);
        }
      };

  private List<AnswerDelta> told(String... events) throws Exception {
    Exchange unused =
        provider(reply -> reply.streamHead().chunks(events).last())
            .start(attempt(Streaming.ALWAYS), LONG, listener);
    return AnswerDelta.joined(toldBeforeTheEnd.get(20, TimeUnit.SECONDS));
  }

  @Test
  void shouldTellAllThatIsWrittenBeforeTheEnd() throws Exception {
    // When
    List<AnswerDelta> deltas = told(HEL, LO, USAGE, DONE);

    // Then
    assertThat(deltas).containsExactly(new AnswerDelta.Text("Hello"));
  }

  @Test
  void shouldTellWhatWasWrittenBeforeAStreamBroke() throws Exception {
    // When
    List<AnswerDelta> deltas = told(HEL);

    // Then
    assertThat(deltas).containsExactly(new AnswerDelta.Text("Hel"));
  }

  @Test
  void shouldMaskACredentialThatComesInTwoPieces() throws Exception {
    // Given
    String half = "data: {\"text\":\"My key is " + KEY.substring(0, 9) + "\"}\n\n";
    String rest = "data: {\"text\":\"" + KEY.substring(9) + ", yours?\"}\n\n";

    // When
    List<AnswerDelta> deltas = told(half, rest, DONE);

    // Then
    assertThat(deltas).containsExactly(new AnswerDelta.Text("My key is ***, yours?"));
  }
}
