package dev.sluice.dispatch;

import dev.sluice.call.Answer;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.guardrail.Intervention;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.screening.Screened;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with the guardrails of its attempt. Ends once: with an answer when all guardrails
 * have decided, with a failure at once. What is written meanwhile passes only as they let it. Any
 * thread.
 */
final class GuardedExchange implements Exchange {
  private final Attempt attempt;
  private final GuardrailChecks checks;
  private final AttemptListener listener;
  private final GuardedDeltas deltas;

  /** The failure of the first guardrail that blocked while the call ran. */
  private final AtomicReference<@Nullable Failure> refusal = new AtomicReference<>();

  private List<CompletableFuture<Screened<Attempt>>> beside = List.of();
  private CompletableFuture<Void> besideDone = CompletableFuture.completedFuture(null);
  private volatile @Nullable Exchange exchange;

  GuardedExchange(Attempt attempt, GuardrailChecks checks, AttemptListener listener) {
    this.attempt = attempt;
    this.checks = checks;
    this.listener = listener;
    this.deltas = new GuardedDeltas(checks.shown(attempt), listener);
  }

  /** Once. */
  void start(Provider provider, Duration timeout) {
    beside =
        checks.besideCall(attempt).stream().map(check -> check.whenComplete(this::said)).toList();
    besideDone =
        CompletableFuture.allOf(beside.toArray(CompletableFuture[]::new)).thenRun(this::mayBeShown);
    Exchange begun =
        provider.start(
            attempt,
            timeout,
            new AttemptListener() {
              @Override
              public void ended(Outcome outcome) {
                GuardedExchange.this.ended(outcome);
              }

              @Override
              public void deltas(List<AnswerDelta> pieces) {
                deltas.add(pieces);
              }
            });
    exchange = begun;
    // a guardrail faster than the line above had nothing to cancel
    if (refusal.get() != null) {
      begun.abort();
    }
  }

  /** An answer that is being checked is paid for: it ends as the checks decide. */
  @Override
  public void abort() {
    Exchange begun = exchange;
    if (begun != null) {
      begun.abort();
    }
  }

  private void said(@Nullable Screened<Attempt> screened, @Nullable Throwable never) {
    if (screened instanceof Screened.Unfit<Attempt> unfit
        && refusal.compareAndSet(null, unfit.failure())) {
      deltas.close();
      abort();
    }
  }

  private void mayBeShown() {
    if (refusal.get() == null) {
      deltas.open();
    }
  }

  private void ended(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      // not on the thread of a guardrail or a timer, which the listener must not block
      var unused =
          besideDone
              .thenCompose(all -> screened(answered.answer()))
              .whenComplete(
                  (end, thrown) ->
                      checks.run(
                          () ->
                              listener.ended(
                                  orFailed(end, thrown)
                                      .adjusted(answered.adjustments())
                                      .timed(answered.timing()))));
    } else {
      deltas.close();
      Failure refused = refusal.get();
      listener.ended(
          refused == null
              ? outcome
              : new Outcome.Failed(refused)
                  .adjusted(outcome.adjustments())
                  .timed(outcome.timing()));
    }
  }

  /** All guardrails that run beside the call have decided. */
  private CompletableFuture<Outcome> screened(Answer answer) {
    Failure refused = refusal.get();
    if (refused != null) {
      return CompletableFuture.completedFuture(blocked(refused, answer));
    }
    List<Intervention> interventions = new ArrayList<>();
    for (CompletableFuture<Screened<Attempt>> check : beside) {
      if (check.join() instanceof Screened.Fit<Attempt> fit) {
        interventions.addAll(fit.interventions());
      }
    }
    return checks
        .onAnswer(attempt, answer.withInterventions(interventions))
        .thenApply(
            screened -> {
              if (screened instanceof Screened.Fit<Answer> fit) {
                return new Outcome.Answered(fit.value().withInterventions(fit.interventions()));
              }
              return blocked(((Screened.Unfit<Answer>) screened).failure(), answer);
            });
  }

  /** Charges what the answer used, and drops the answer. */
  private Outcome blocked(Failure failure, Answer answer) {
    return new Outcome.Failed(failure).with(checks.metered(attempt, answer).usage());
  }

  private static Outcome orFailed(@Nullable Outcome end, @Nullable Throwable thrown) {
    return end == null
        ? new Outcome.Failed(
            GatewayFailure.Internal.of(thrown == null ? new IllegalStateException() : thrown))
        : end;
  }
}
