package dev.sluice.dispatch;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Usage;
import dev.sluice.guardrail.Finding;
import dev.sluice.guardrail.GuardedAnswer;
import dev.sluice.guardrail.GuardedCall;
import dev.sluice.guardrail.GuardedRequest;
import dev.sluice.guardrail.Guardrail;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Intervention;
import dev.sluice.guardrail.Phase;
import dev.sluice.screening.AnswerScreening;
import dev.sluice.screening.Screened;
import dev.sluice.screening.ShownAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the guardrails beside calls and on answers, on its own threads. The returned futures never
 * fail: a guardrail that does, or that takes too long, blocks or passes as its policy says. Any
 * thread.
 */
public final class GuardrailChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GuardrailChecks.class);

  private final GuardrailKinds kinds;
  private final BiFunction<Attempt, Answer, Usage> estimate;
  private final ExecutorService threads;

  /**
   * @param estimate the usage of an answer whose provider reports none, made before the answer is
   *     changed or lost
   */
  public GuardrailChecks(GuardrailKinds kinds, BiFunction<Attempt, Answer, Usage> estimate) {
    this.kinds = kinds;
    this.estimate = estimate;
    int most = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.threads = Executors.newFixedThreadPool(most, DispatchThreads.daemons("sluice-guardrail"));
  }

  /** Runs a task on these threads, or on the calling one after they were stopped. */
  void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException stopped) {
      task.run();
    }
  }

  /** Runs all guardrails of the attempt that check beside the call, concurrently. */
  List<CompletableFuture<Screened<Attempt>>> besideCall(Attempt attempt) {
    List<GuardrailRule> rules = of(attempt, Phase.CALL);
    if (rules.isEmpty()) {
      return List.of();
    }
    GuardedRequest request = AnswerScreening.request(attempt);
    GuardedCall call = AnswerScreening.call(attempt);
    List<CompletableFuture<Screened<Attempt>>> checks = new ArrayList<>();
    for (GuardrailRule rule : rules) {
      checks.add(
          ask(rule, guardrail -> guardrail.besideCall(request, call))
              .thenApply(finding -> AnswerScreening.apply(rule, finding, attempt))
              .exceptionally(thrown -> unchecked(rule, attempt, Phase.CALL, attempt, thrown)));
    }
    return checks;
  }

  /** Passes the answer through the guardrails of the attempt one after the other. */
  CompletableFuture<Screened<Answer>> onAnswer(Attempt attempt, Answer answer) {
    CompletableFuture<Screened<Answer>> left =
        CompletableFuture.completedFuture(new Screened.Fit<>(answer, answer.interventions()));
    List<GuardrailRule> rules = of(attempt, Phase.ANSWER);
    if (rules.isEmpty()) {
      return left;
    }
    GuardedRequest request = AnswerScreening.request(attempt);
    for (GuardrailRule rule : rules) {
      left =
          left.thenCompose(
              before ->
                  before instanceof Screened.Fit<Answer> fit
                      ? next(rule, attempt, request, fit)
                      : CompletableFuture.completedFuture(before));
    }
    return left;
  }

  /** What may be shown of the attempt's answer before {@link #onAnswer}; null if nothing may. */
  @Nullable ShownAnswer shown(Attempt attempt) {
    try {
      return ShownAnswer.of(of(attempt, Phase.ANSWER).stream().map(kinds::guardrail).toList());
    } catch (RuntimeException | LinkageError broken) {
      return null;
    }
  }

  /** Adds the usage, since the original answer is lost afterwards. */
  Answer metered(Attempt attempt, Answer answer) {
    return answer.usage() == null ? answer.withUsage(estimate.apply(attempt, answer)) : answer;
  }

  private CompletableFuture<Screened<Answer>> next(
      GuardrailRule rule, Attempt attempt, GuardedRequest request, Screened.Fit<Answer> before) {
    Answer answer = before.value();
    GuardedAnswer shown = AnswerScreening.answer(attempt, answer);
    return ask(rule, guardrail -> guardrail.onAnswer(request, shown))
        .thenApply(
            finding ->
                finding instanceof Finding.Passed
                    ? before
                    : AnswerScreening.apply(rule, finding, metered(attempt, answer), shown))
        .exceptionally(thrown -> unchecked(rule, attempt, Phase.ANSWER, answer, thrown))
        .thenApply(after -> after == before ? after : with(before.interventions(), after));
  }

  private static Screened<Answer> with(List<Intervention> before, Screened<Answer> after) {
    if (after instanceof Screened.Fit<Answer> fit) {
      List<Intervention> all = new ArrayList<>(before);
      all.addAll(fit.interventions());
      return new Screened.Fit<>(fit.value(), all);
    }
    return after;
  }

  private <F extends Finding> CompletableFuture<F> ask(
      GuardrailRule rule, Function<Guardrail, CompletionStage<? extends F>> question) {
    CompletableFuture<F> answer = new CompletableFuture<>();
    run(
        () -> {
          try {
            question
                .apply(kinds.guardrail(rule))
                .whenComplete((finding, thrown) -> complete(answer, finding, thrown));
          } catch (Throwable thrown) {
            answer.completeExceptionally(thrown);
          }
        });
    return answer.orTimeout(rule.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static <F> void complete(
      CompletableFuture<F> answer, @Nullable F finding, @Nullable Throwable thrown) {
    if (finding != null) {
      answer.complete(finding);
    } else {
      answer.completeExceptionally(
          thrown == null ? new NullPointerException("the guardrail returned nothing") : thrown);
    }
  }

  private static <T> Screened<T> unchecked(
      GuardrailRule rule, Attempt attempt, Phase phase, T value, Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    // without its messages, which may quote the text
    CallLog.ids(attempt.accepted())
        .during(() -> log.warn("guardrail {} failed: {}", rule.name(), cause.getClass().getName()));
    return AnswerScreening.unchecked(rule, phase, value, cause);
  }

  private static List<GuardrailRule> of(Attempt attempt, Phase phase) {
    return attempt.guardrails().stream().filter(rule -> rule.phases().contains(phase)).toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
