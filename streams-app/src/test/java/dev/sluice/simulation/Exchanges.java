package dev.sluice.simulation;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The providers as one process sees them: an exchange ends when the schedule says so, else at its
 * timeout.
 */
final class Exchanges implements Provider {
  private final List<Open> open = new ArrayList<>();
  private final StepExecutor timeouts;
  private final BatchExchanges batches;
  private final Consumer<Attempt> started;
  private final BiConsumer<Attempt, Outcome> ended;

  /** No record: two exchanges of one attempt would be what the simulation is looking for. */
  private static final class Open {
    private final Attempt attempt;
    private final AttemptListener listener;

    private Open(Attempt attempt, AttemptListener listener) {
      this.attempt = attempt;
      this.listener = listener;
    }
  }

  Exchanges(
      StepExecutor timeouts,
      BatchExchanges batches,
      Consumer<Attempt> started,
      BiConsumer<Attempt, Outcome> ended) {
    this.timeouts = timeouts;
    this.batches = batches;
    this.started = started;
    this.ended = ended;
  }

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    started.accept(attempt);
    Open exchange = new Open(attempt, listener);
    open.add(exchange);
    var unused =
        timeouts.schedule(
            () -> end(exchange, failed(FailureType.TIMEOUT)),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    return () -> end(exchange, failed(FailureType.CANCELLED));
  }

  @Override
  public BatchExchanges batches() {
    return batches;
  }

  private void end(Open exchange, Outcome outcome) {
    if (open.remove(exchange)) {
      ended.accept(exchange.attempt, outcome);
      exchange.listener.ended(outcome);
    }
  }

  boolean isIdle() {
    return open.isEmpty();
  }

  /** Ends any exchange in any way. */
  void endOne(RandomGenerator random) {
    Open exchange = open.get(random.nextInt(open.size()));
    int way = random.nextInt(16);
    Outcome outcome =
        switch (way) {
          case 0 -> failed(FailureType.SERVER_ERROR).with(Usage.of(1, random.nextInt(3)));
          case 1 -> failed(FailureType.TIMEOUT);
          case 2 -> failed(FailureType.OVERLOADED);
          case 3 -> failed(FailureType.INVALID_REQUEST);
          case 4 -> failed(FailureType.CONTEXT_WINDOW_EXCEEDED).with(Usage.of(2, 0));
          case 5 -> failed(FailureType.CONTENT_POLICY).with(Usage.of(2, 1));
          case 6, 7 -> waits(failed(FailureType.PROVIDER_RATE_LIMITED), random.nextInt(9_000));
          case 8 ->
              new Outcome.Failed(
                  failed(FailureType.QUOTA_EXHAUSTED).failure(), random.nextBoolean());
          default ->
              new Outcome.Answered(
                  Answer.text("answer to " + exchange.attempt.attemptId(), Usage.of(3, way)));
        };
    end(exchange, outcome);
  }

  private static Outcome.Failed waits(Outcome.Failed failed, long ms) {
    Failure failure = failed.failure();
    return failed.with(failure.withFacts(failure.facts().withRetryAfter(Duration.ofMillis(ms))));
  }

  private static Outcome.Failed failed(FailureType type) {
    FailureFacts facts = FailureFacts.of(type, "simulated");
    Failure failure =
        switch (type) {
          case SERVER_ERROR -> new ProviderFailure.ServerError(facts);
          case TIMEOUT -> new ProviderFailure.Timeout(facts);
          case OVERLOADED -> new ProviderFailure.Overloaded(facts);
          case PROVIDER_RATE_LIMITED -> new ProviderFailure.RateLimited(facts);
          case QUOTA_EXHAUSTED -> new ProviderFailure.QuotaExhausted(facts);
          case CONTEXT_WINDOW_EXCEEDED -> new CallerFailure.ContextWindowExceeded(facts);
          case CONTENT_POLICY -> new CallerFailure.ContentPolicy(facts);
          case CANCELLED -> new CallerFailure.Cancelled(facts);
          default -> new CallerFailure.InvalidRequest(facts);
        };
    return new Outcome.Failed(failure);
  }
}
