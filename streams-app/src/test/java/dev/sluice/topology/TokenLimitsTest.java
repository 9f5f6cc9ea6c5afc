package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.serverError;
import static dev.sluice.topology.Waits.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Fallback;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Usage;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.tokens.Tokenizer;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.Overrun;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.wire.FailureRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of tokens and spend from the request to its settlement, as a client sees them. */
class TokenLimitsTest {
  private static final String QUESTION = "What is a sluice?";

  /** What the question is estimated at, with the frame of a message and of the answer. */
  private static final long INPUT = 7 + Tokenizer.O200K.count(QUESTION);

  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldReserveByEstimateAndSettleToWhatWasUsed() {
    // Given
    gateway.tenant(
        "acme",
        limit(Metric.INPUT_TOKENS, 500, Window.MINUTE),
        limit(Metric.OUTPUT_TOKENS, 500, Window.HOUR),
        limit(Metric.TOKENS, 5_000, Window.SECOND),
        limit(Metric.SPEND, 9_000, Window.MONTH));

    // When
    gateway.publishes("acme", asks("r-1", 100));
    gateway.answers(gateway.dispatcher.next(), "a gate for water");
    gateway.publishes("acme", asks("r-2", 100));

    // Then
    List<PollingEvent> accepted = gateway.polling();
    assertThat(accepted.get(0).getLimits())
        .extracting(LimitState::getReserved)
        .containsExactly(INPUT, 100L, INPUT + 100, 3 * INPUT + 400);
    assertThat(accepted.get(1).getLimits())
        .extracting(LimitState::getUsed)
        .containsExactly(10L, 5L, 15L, 20L);
    assertThat(accepted.get(1).getLimits())
        .extracting(LimitState::getRemaining)
        .containsExactly(490 - INPUT, 395L, 4_885 - INPUT, 9_000 - 20 - 3 * INPUT - 400);
  }

  @Test
  void shouldPriceEveryAttemptAndTheWholeInTheResult() {
    // Given
    gateway.tenant("acme");

    // When
    gateway.publishes("acme", asks("r-1", 100));
    gateway.fails(gateway.dispatcher.next(), serverError());
    gateway.ends(
        gateway.dispatcher.next(),
        new Outcome.Answered(Answer.text("water", new Usage(1_000, 400, 0, 50, 0, null, false))));

    // Then
    CompletionResult result = only(gateway.results());
    assertThat(result.getAttempts().get(0).getUsage()).isNull();
    assertThat(result.getAttempts().get(1).getUsage().getCostMicros()).isEqualTo(3_200);
    assertThat(result.getAnswer().getUsage().getCostMicros()).isEqualTo(3_200);
    assertThat(result.getUsage().getCostMicros()).isEqualTo(3_200);
    assertThat(result.getOverruns()).isEmpty();
  }

  @Test
  void shouldLeaveTheCostOpenWhenTheModelHasNoPrice() {
    // Given
    gateway.tenant("acme");

    // When
    gateway.publishes("acme", CallFixtures.request("r-1", "single"));
    gateway.answers(gateway.dispatcher.next(), "water");

    // Then
    assertThat(only(gateway.results()).getUsage().getCostMicros()).isNull();
  }

  @Test
  void shouldMeterTheAnswerWhenTheProviderNamesNoUsage() {
    // Given
    gateway.tenant("acme", limit(Metric.TOKENS, 5_000, Window.HOUR));

    // When
    gateway.publishes("acme", asks("r-1", 100));
    gateway.ends(
        gateway.dispatcher.next(), new Outcome.Answered(answerWithoutUsage("tiktoken is great!")));

    // Then
    dev.sluice.v1.Usage usage = only(gateway.results()).getUsage();
    assertThat(usage.getEstimated()).isTrue();
    assertThat(usage.getInputTokens()).isEqualTo(INPUT);
    assertThat(usage.getOutputTokens()).isEqualTo(6);
    assertThat(usage.getCostMicros()).isEqualTo(INPUT + 12);
  }

  @Test
  void shouldAlwaysSendTheMaximumThatWasReserved() {
    // Given
    gateway.tenant("acme");
    Request fallback =
        request(
            "r-3",
            100,
            null,
            List.of(new Fallback("only", Sampling.NONE.withMaxOutputTokens(7))),
            null);

    // When
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));
    gateway.publishes("acme", asks("r-2", 100));
    gateway.publishes("acme", fallback);

    // Then
    assertThat(gateway.dispatcher.next().sampling().maxOutputTokens()).isEqualTo(1_000);
    assertThat(gateway.dispatcher.next().sampling().maxOutputTokens()).isEqualTo(100);
    Attempt third = gateway.dispatcher.next();
    gateway.fails(third, serverError());
    gateway.fails(gateway.dispatcher.next(), serverError());
    assertThat(third.sampling().maxOutputTokens()).isEqualTo(100);
    assertThat(gateway.dispatcher.next().sampling().maxOutputTokens()).isEqualTo(7);
  }

  @Test
  void shouldNotOvershootWhenABurstOfTokenHeavyRequestsArrives() {
    // Given
    gateway.tenant("acme", limit(Metric.OUTPUT_TOKENS, 1_000, Window.MINUTE));

    // When
    for (int i = 0; i < 10; i++) {
      gateway.publishes("acme", asks("r-" + i, 300));
    }

    // Then
    assertThat(gateway.dispatcher.starts).isEqualTo(3);
    ErrorRecord rejected = gateway.errors().get(0);
    LimitState state = only(rejected.getLimits());
    assertThat(rejected.getFailure().getTypePath()).containsExactly("policy", "rate_limited");
    assertThat(state.getScope()).isEqualTo("tenant");
    assertThat(state.getLimit().getMetric()).isEqualTo(LimitMetric.OUTPUT_TOKENS);
    assertThat(state.getUsed()).isZero();
    assertThat(state.getReserved()).isEqualTo(900);
    assertThat(state.getRequested()).isEqualTo(300);
    assertThat(state.getRemaining()).isEqualTo(100);
    assertThat(state.getResetsAt()).isEqualTo(GatewayHarness.START.plusSeconds(61));
    assertThat(state.getWaitMs()).isEqualTo(61_000);
  }

  @Test
  void shouldSayWhenTheWaitWouldMissTheDeadline() {
    // Given
    gateway.tenant("acme", limit(Metric.SPEND, 5_000, Window.DAY));
    Instant deadline = GatewayHarness.START.plusSeconds(30);
    gateway.publishes("acme", asks("r-1", 1_000));

    // When
    gateway.publishes("acme", request("r-2", 1_000, null, List.of(), deadline));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    assertThat(rejected.getFailure().getTypePath()).containsExactly("policy", "budget_exceeded");
    assertThat(rejected.getFailure().getMessage())
        .isEqualTo(
            "the limit of 0.005 USD spend per day for tenant is reached; there is room in 43200 s,"
                + " too late for the request's deadline 2026-11-21T12:00:30Z");
    assertThat(rejected.getFailure().getRetryAfterMs()).isEqualTo(43_200_000);
    assertThat(FailureRecords.fromRecord(rejected.getFailure()))
        .isInstanceOfSatisfying(
            PolicyFailure.BudgetExceeded.class,
            spent -> {
              LimitState hit = rejected.getLimits().get(0);
              assertThat(spent.currentMicros()).isEqualTo(hit.getUsed() + hit.getReserved());
              assertThat(spent.currentMicros()).isPositive();
              assertThat(spent.maxMicros()).isEqualTo(5_000);
            });
  }

  @Test
  void shouldRefuseWhenATargetHasNoPriceAndTheTenantALimitOfSpend() {
    // Given
    gateway.tenant("acme", limit(Metric.SPEND, 5_000, Window.DAY));

    // When
    gateway.publishes("acme", CallFixtures.request("r-1", "single"));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    assertThat(rejected.getFailure().getStatus()).isEqualTo(403);
    assertThat(rejected.getFailure().getMessage())
        .isEqualTo(
            "tenant acme has a limit of spend, and the model model-of-only of target only has no"
                + " price; ask the operator to set one under prices");
    assertThat(gateway.polling()).isEmpty();
  }

  @Test
  void shouldGiveEverythingBackOnceWhenACallFailsOrIsCancelled() {
    // Given
    gateway.tenant(
        "acme",
        limit(Metric.TOKENS, 300, Window.HOUR),
        Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE));
    gateway.publishes("acme", asks("r-1", 250));
    gateway.fails(gateway.dispatcher.next(), serverError());
    gateway.fails(gateway.dispatcher.next(), serverError());
    gateway.publishes("acme", asks("r-2", 250));

    // When
    gateway.commands("acme", cancel(gateway.polling().get(2).getPollingId()));
    gateway.commands("acme", cancel(gateway.errors().get(1).getPollingId()));
    gateway.ends(gateway.dispatcher.next(), CancelledCalls.cancelled());
    gateway.publishes("acme", asks("r-3", 250));
    gateway.publishes("acme", asks("r-4", 250));

    // Then
    assertThat(only(gateway.polling()).getRequestId()).isEqualTo("r-3");
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("r-4");
  }

  @Test
  void shouldChargeALateAnswerOnceAndShowIt() {
    // Given
    gateway.tenant("acme", limit(Metric.TOKENS, 5_000, Window.HOUR));
    gateway.publishes("acme", asks("r-1", 100));
    Attempt first = gateway.dispatcher.next();
    gateway.ends(first, new Outcome.Abandoned());
    gateway.answers(gateway.dispatcher.next(), "in time");
    gateway.polling();

    // When
    gateway.answers(first, "too late");
    gateway.answers(first, "too late");
    gateway.publishes("acme", asks("r-2", 100));

    // Then
    List<PollingEvent> events = gateway.polling();
    assertThat(events)
        .extracting(PollingEvent::getKind)
        .containsExactly(PollingEventKind.LATE_USAGE, PollingEventKind.ACCEPTED);
    assertThat(only(events.get(0).getOverruns()).getAmount()).isEqualTo(15);
    assertThat(events.get(0).getLate().getUsage().getCostMicros()).isEqualTo(20);
    assertThat(only(events.get(1).getLimits()).getUsed()).isEqualTo(30);
  }

  @Test
  void shouldChargeAndShowUseBeyondTheReservation() {
    // Given
    gateway.tenant("acme", limit(Metric.OUTPUT_TOKENS, 1_000, Window.HOUR));

    // When
    gateway.publishes("acme", asks("r-1", 100));
    gateway.ends(
        gateway.dispatcher.next(), new Outcome.Answered(Answer.text("long", Usage.of(10, 990))));
    gateway.publishes("acme", asks("r-2", 100));

    // Then
    Overrun overrun = only(only(gateway.results()).getOverruns());
    assertThat(overrun.getMetric()).isEqualTo(LimitMetric.OUTPUT_TOKENS);
    assertThat(overrun.getScope()).isEqualTo("tenant");
    assertThat(overrun.getAmount()).isEqualTo(890);
    assertThat(only(only(gateway.errors()).getLimits()).getUsed()).isEqualTo(990);
  }

  @Test
  void shouldRefuseWhatCanNeverFit() {
    // Given
    gateway.tenant("acme", limit(Metric.OUTPUT_TOKENS, 50, Window.HOUR));

    // When
    gateway.publishes("acme", asks("r-1", 51));

    // Then
    assertThat(only(gateway.errors()).getFailure().getMessage())
        .isEqualTo(
            "the request needs 51 output_tokens, more than the whole limit of 50 output_tokens per"
                + " 1h for tenant; it can never be admitted");
  }

  @Test
  void shouldTakeAnotherValueOnlyWhenOneHasGone() {
    // Given
    gateway.tenant(
        "acme",
        new Limit(Set.of(Scope.USER), Metric.REQUESTS, 5, Window.SECOND, null, OptionalInt.of(1)));
    gateway.publishes("acme", request("r-1", 9, "u1", List.of(), null));

    // When
    gateway.publishes("acme", request("r-2", 9, "u2", List.of(), null));
    gateway.timePasses(Duration.ofSeconds(2));
    gateway.publishes("acme", request("r-3", 9, "u2", List.of(), null));

    // Then
    ErrorRecord refused = only(gateway.errors());
    assertThat(refused.getFailure().getMessage())
        .startsWith(
            "the limit of 5 requests per 1s for user counts at most 1 values, and user=u2 would be"
                + " one more; one may be free in 1.0");
    assertThat(gateway.polling())
        .extracting(PollingEvent::getRequestId)
        .containsExactly("r-1", "r-3");
  }

  private static Limit limit(Metric metric, long amount, Window window) {
    return Limit.of(List.of(Scope.TENANT), metric, amount, window);
  }

  private static Request asks(String id, int maxOutputTokens) {
    return request(id, maxOutputTokens, null, List.of(), null);
  }

  private static Request request(
      String id,
      int maxOutputTokens,
      @Nullable String user,
      List<Fallback> fallbacks,
      @Nullable Instant deadline) {
    return new Request(
        id,
        "chat",
        List.of(Message.text(Role.USER, QUESTION)),
        Sampling.NONE.withMaxOutputTokens(maxOutputTokens),
        null,
        Request.DEFAULT_KEY,
        user,
        fallbacks,
        Map.of(),
        deadline,
        0,
        OnLimit.REJECT,
        false);
  }

  private static Answer answerWithoutUsage(String text) {
    return new Answer(text, null, null, List.of(), FinishReason.STOP, null, null, null, null);
  }

  private static Command cancel(@Nullable String pollingId) {
    return Command.newBuilder()
        .setKind(CommandKind.CANCEL)
        .setPollingId(Objects.requireNonNull(pollingId))
        .setCommandId("c-1")
        .setIssuedAt(GatewayHarness.START)
        .build();
  }
}
