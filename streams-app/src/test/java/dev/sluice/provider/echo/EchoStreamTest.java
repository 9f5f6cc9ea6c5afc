package dev.sluice.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.StreamTiming;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.http.Attempts;
import dev.sluice.provider.http.ProviderCodec;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.simulation.StepExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The echo's answers word by word. */
class EchoStreamTest {
  private long nowMs;
  private final StepExecutor timers = new StepExecutor(() -> nowMs);
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs);
  private final Provider echo =
      new Echo(timers, clock, new ProviderCodec(new OpenAiChat(ProviderSettings.MAX_TOKENS)));
  private final Listener listener = new Listener();

  private static final class Listener implements AttemptListener {
    private final List<AnswerDelta> deltas = new ArrayList<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    @Override
    public void ended(Outcome ended) {
      outcome.complete(ended);
    }

    @Override
    public void deltas(List<AnswerDelta> written) {
      deltas.addAll(written);
    }

    private List<String> texts() {
      return deltas.stream().map(AnswerDelta::text).toList();
    }
  }

  private void pass(long ms) {
    for (long until = nowMs + ms; nowMs < until; nowMs++) {
      while (timers.step()) {}
    }
    while (timers.step()) {}
  }

  private Exchange start(boolean streamed, String text, String orders) {
    Attempt attempt =
        Attempts.attempt(
            "a1",
            1,
            Attempts.target("t", "echo"),
            Attempts.request(
                List.of(Message.text(Role.USER, text)), "{\"echo\":" + orders + "}", streamed),
            Sampling.NONE);
    return echo.start(attempt, Duration.ofMillis(200), listener);
  }

  private Outcome outcome() {
    return listener.outcome.join();
  }

  @Test
  void shouldWriteTheWordsOfTheAnswerOneAfterTheOther() {
    // Given
    Exchange unused = start(true, "How are  you\n today?", "{\"delay\": 80}");
    pass(20);
    assertThat(listener.texts()).containsExactly("How ");
    pass(40);
    assertThat(listener.texts()).containsExactly("How ", "are  ", "you\n ");
    assertThat(listener.outcome).isNotDone();

    // When
    pass(20);

    // Then
    assertThat(listener.texts()).containsExactly("How ", "are  ", "you\n ", "today?");
    assertThat(((Outcome.Answered) outcome()).answer().text()).isEqualTo("How are  you\n today?");
    assertThat(outcome().timing())
        .isEqualTo(new StreamTiming(Duration.ofMillis(20), Duration.ofMillis(80), false));
  }

  @Test
  void shouldWriteAllAtOnceWithoutADelay() {
    // Given
    Exchange unused = start(true, "a b c", "{}");

    // When
    pass(0);

    // Then
    assertThat(outcome()).isInstanceOf(Outcome.Answered.class);
    assertThat(listener.texts()).containsExactly("a ", "b ", "c");
  }

  @Test
  void shouldWriteWordsTogetherThatWouldComeFasterThanTimersDo() {
    // Given
    Exchange unused = start(true, "a b c d e f g h", "{\"delay\": 20}");

    // When
    pass(20);

    // Then
    assertThat(outcome()).isInstanceOf(Outcome.Answered.class);
    assertThat(listener.texts()).containsExactly("a b c d ", "e f g h");
  }

  @Test
  void shouldWriteNothingWhereNoStreamIsWanted() {
    // Given
    Exchange unused = start(false, "a b c", "{\"delay\": 80}");

    // When
    pass(80);

    // Then
    assertThat(outcome()).isInstanceOf(Outcome.Answered.class);
    assertThat(outcome().timing()).isNull();
    assertThat(listener.deltas).isEmpty();
  }

  @Test
  void shouldWriteNothingOfAnAnswerThatFails() {
    // Given
    Exchange unused = start(true, "a b c", "{\"delay\": 80, \"status\": 503}");

    // When
    pass(80);

    // Then
    assertThat(outcome()).isInstanceOf(Outcome.Failed.class);
    assertThat(listener.deltas).isEmpty();
  }

  @Test
  void shouldWriteNothingMoreOnceItIsCancelled() {
    // Given
    Exchange exchange = start(true, "a b c d", "{\"delay\": 80}");
    pass(40);

    // When
    exchange.abort();

    // Then
    pass(100);
    assertThat(((Outcome.Failed) outcome()).failure().type()).isEqualTo(FailureType.CANCELLED);
    assertThat(listener.texts()).containsExactly("a ", "b ");
  }

  @Test
  void shouldTimeOutInTheMiddleOfAnAnswerThatTakesLonger() {
    // Given
    Exchange unused = start(true, "a b c d", "{\"delay\": 400}");

    // When
    pass(400);

    // Then
    assertThat(((Outcome.Failed) outcome()).failure().type()).isEqualTo(FailureType.TIMEOUT);
    assertThat(listener.texts()).first().isEqualTo("a ");
    assertThat(listener.texts()).doesNotContain("c ");
    assertThat(outcome().timing()).isNotNull();
  }
}
