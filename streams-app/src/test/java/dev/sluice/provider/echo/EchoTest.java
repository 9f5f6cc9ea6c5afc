package dev.sluice.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import dev.sluice.provider.http.TestProviders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTest {
  private final Providers providers =
      TestProviders.open(
          List.of(
              new ProviderSettings(
                  "echo", ProviderKind.ECHO, null, null, List.of(), Map.of(), "max_tokens", 10)),
          InstantSource.system());
  private final Provider echo = Objects.requireNonNull(providers.find("echo")).provider();

  @AfterEach
  void close() {
    providers.close();
  }

  private static Attempt attempt(int number, @Nullable String requests, @Nullable String targets) {
    Target target =
        new Target("t", "echo", "echo-1", Sampling.NONE, targets, Duration.ofSeconds(10));
    List<Message> messages =
        List.of(
            Message.text(Role.SYSTEM, "be brief"),
            Message.text(Role.USER, "How are you?"),
            Message.text(Role.ASSISTANT, "fine"));
    return Attempts.attempt(
        "a1", number, target, Attempts.request(messages, requests), Sampling.NONE);
  }

  private Outcome run(Attempt attempt, Duration timeout) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    echo.start(attempt, timeout, outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }

  private Outcome run(Attempt attempt) throws Exception {
    return run(attempt, Duration.ofSeconds(10));
  }

  private Failure failure(String orders) throws Exception {
    return ((Outcome.Failed) run(attempt(1, "{\"echo\":" + orders + "}", null))).failure();
  }

  @Test
  void shouldEchoTheLastUserMessage() throws Exception {
    // When
    Outcome outcome = run(attempt(1, null, null));

    // Then
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Answered(
                new Answer(
                    "How are you?",
                    null,
                    null,
                    List.of(),
                    FinishReason.STOP,
                    "stop",
                    "echo-a1",
                    "echo-1",
                    Usage.of(2 + 3 + 1, 3))));
  }

  @Test
  void shouldEndTheAnswerWhereItsMostTokensDo() throws Exception {
    // Given
    Attempt whole = attempt(1, null, null);
    Sampling two = new Sampling(null, null, 2, null, null, null, null);

    // When
    Outcome outcome = run(Attempts.attempt("a1", 1, whole.target(), whole.request(), two));

    // Then
    Answer answer = ((Outcome.Answered) outcome).answer();
    assertThat(answer.text()).isEqualTo("How are ");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.usage()).isEqualTo(Usage.of(6, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':429,'retry_after':2}|PROVIDER_RATE_LIMITED",
        "{'status':429,'code':'insufficient_quota'}|QUOTA_EXHAUSTED",
        "{'status':400,'code':'context_length_exceeded'}|CONTEXT_WINDOW_EXCEEDED",
        "{'status':503,'delay':1}|SERVICE_UNAVAILABLE",
        "{'status':529}|OVERLOADED",
        "{'status':422}|UNPROCESSABLE",
        "{'fault':'mock'}|MOCK",
        "{'fault':'connection'}|CONNECTION",
        "{'fault':'invalid_response'}|INVALID_RESPONSE",
        "{'fault':'empty'}|INVALID_RESPONSE",
        "{'fault':'explosion'}|INVALID_REQUEST",
        "{'dely':1}|INVALID_REQUEST",
        "{'delay':'soon'}|INVALID_REQUEST",
        "{'status':99}|INVALID_REQUEST",
        "7|INVALID_REQUEST"
      })
  void shouldFailAsOrdered(String orders, FailureType type) throws Exception {
    // When
    Failure failure = failure(orders.replace('\'', '"'));

    // Then
    assertThat(failure.type()).isEqualTo(type);
    assertThat(failure.facts().target()).isEqualTo("t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"fault\":\"mock\"}|500", "{\"fault\":\"mock\",\"status\":418}|418"})
  void shouldTellAMockByItsOwnTypeWithTheOrderedStatus(String orders, int status) throws Exception {
    // When
    Failure failure = failure(orders);

    // Then
    assertThat(failure).isInstanceOf(ProviderFailure.Mock.class);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.facts().response()).isNull();
  }

  @Test
  void shouldAskForTheOrderedWait() throws Exception {
    // When
    Failure failure = failure("{\"status\":429,\"retry_after\":2}");

    // Then
    assertThat(failure.facts().retryAfter()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void shouldTakeTheTargetsOrdersBeforeTheRequests() throws Exception {
    // When
    Outcome outcome =
        run(attempt(1, "{\"echo\":{\"status\":500}}", "{\"echo\":{\"text\":\"fixed\"}}"));

    // Then
    assertThat(((Outcome.Answered) outcome).answer().text()).isEqualTo("fixed");
  }

  @Test
  void shouldFailOnlyUntilTheOrderedAttempt() throws Exception {
    // Given
    String orders = "{\"echo\":{\"fault\":\"connection\",\"until_attempt\":3}}";

    // When
    Outcome second = run(attempt(2, orders, null));
    Outcome third = run(attempt(3, orders, null));

    // Then
    assertThat(second).isInstanceOf(Outcome.Failed.class);
    assertThat(third).isInstanceOf(Outcome.Answered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"fault\":\"timeout\"}", "{\"delay\":\"1m\"}"})
  void shouldTimeOutWhenTheAnswerTakesTooLong(String orders) throws Exception {
    // When
    Outcome outcome = run(attempt(1, "{\"echo\":" + orders + "}", null), Duration.ofMillis(20));

    // Then
    assertThat(((Outcome.Failed) outcome).failure().type()).isEqualTo(FailureType.TIMEOUT);
  }

  @Test
  void shouldEndAsCancelledWhenAborted() throws Exception {
    // Given
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Exchange exchange =
        echo.start(
            attempt(1, "{\"echo\":{\"delay\":\"5m\"}}", null),
            Duration.ofMinutes(10),
            outcome::complete);

    // When
    exchange.abort();

    // Then
    Outcome.Failed failed = (Outcome.Failed) outcome.get(10, TimeUnit.SECONDS);
    assertThat(failed.failure().type()).isEqualTo(FailureType.CANCELLED);
  }
}
