package dev.sluice.gateway.metrics;

import dev.sluice.failure.FailureType;
import dev.sluice.topology.TaskListener;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.Limit;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts on requests, ends of calls and thresholds of limits, as this process has committed them:
 * each is counted once, by the process that wrote its event. Any thread.
 */
public final class RequestMetrics implements TaskListener {
  private static final List<String> CANCELLED = FailureType.CANCELLED.path();

  private final MeterRegistry metrics;
  private final String requests;
  private final UsageMetrics usage;
  private final InstantSource clock;
  private final Timer decisions;

  // meters are looked up by all their tags otherwise, for each event
  private final Map<Verdict, Counter> verdicts = new ConcurrentHashMap<>();
  private final Map<End, Timer> ends = new ConcurrentHashMap<>();
  private final Map<End, Counter> failures = new ConcurrentHashMap<>();

  private record Verdict(String name, String reason, String limit) {}

  /**
   * @param what how it ended, or the type of its failure
   */
  private record End(String route, String what) {}

  public RequestMetrics(
      MeterRegistry metrics, TopicNames topics, UsageMetrics usage, InstantSource clock) {
    this.metrics = metrics;
    this.requests = topics.requests();
    this.usage = usage;
    this.clock = clock;
    this.decisions =
        Timer.builder("sluice.decision")
            .description("From a request's time on its topic to the commit of its verdict")
            .serviceLevelObjectives(Buckets.waits())
            .register(metrics);
  }

  @Override
  public void committed(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      polling(polling);
    } else if (event instanceof CompletionResult result) {
      ended(result.getModel(), "completed", result.getAcceptedAt(), result.getCompletedAt());
      usage.used(result.getTenant(), result.getModel(), result.getUsage());
    } else if (event instanceof ErrorRecord error && error.getStage() == ErrorStage.FAILED) {
      failed(error);
    } else if (event instanceof ErrorRecord error
        && error.getSource().getTopic().equals(requests)) {
      verdict(new Verdict("rejected", type(error), binding(error.getLimits())));
      decided(error.getOccurredAt());
    } else if (event instanceof BudgetEvent reached) {
      metrics.counter("sluice.budget.thresholds", "limit", name(reached.getLimit())).increment();
    }
  }

  private void polling(PollingEvent event) {
    if (event.getKind() == PollingEventKind.LATE_USAGE && event.getLate() != null) {
      usage.used(event.getTenant(), event.getModel(), event.getLate().getUsage());
    } else if (event.getKind() == PollingEventKind.ACCEPTED && event.getRepeat()) {
      verdict(new Verdict("repeated", "", ""));
    } else if (event.getKind() == PollingEventKind.ACCEPTED) {
      boolean waits = event.getStatus() == CallStatus.WAITING;
      verdict(new Verdict(waits ? "waiting" : "admitted", "", ""));
      decided(event.getAcceptedAt());
    }
  }

  private void failed(ErrorRecord error) {
    String route = String.valueOf(error.getModel());
    boolean cancelled = error.getFailure().getTypePath().equals(CANCELLED);
    ended(route, cancelled ? "cancelled" : "failed", error.getAcceptedAt(), error.getOccurredAt());
    failures
        .computeIfAbsent(
            new End(route, type(error)),
            end ->
                Counter.builder("sluice.calls.failed")
                    .description("Calls that ended without an answer")
                    .tag("route", end.route())
                    .tag("type", end.what())
                    .register(metrics))
        .increment();
    usage.used(String.valueOf(error.getTenant()), route, error.getUsage());
  }

  private void verdict(Verdict verdict) {
    verdicts
        .computeIfAbsent(
            verdict,
            fresh ->
                Counter.builder("sluice.requests.decided")
                    .description("Verdicts on requests")
                    .tag("verdict", fresh.name())
                    .tag("reason", fresh.reason())
                    .tag("limit", fresh.limit())
                    .register(metrics))
        .increment();
  }

  private void decided(Instant since) {
    decisions.record(atLeastZero(Duration.between(since, clock.instant())));
  }

  private void ended(String route, String how, @Nullable Instant since, Instant at) {
    if (since == null) {
      return;
    }
    ends.computeIfAbsent(
            new End(route, how),
            end ->
                Timer.builder("sluice.call.duration")
                    .description("From a request's time on its topic to its call's end")
                    .tag("route", end.route())
                    .tag("outcome", end.what())
                    .serviceLevelObjectives(Buckets.waits())
                    .register(metrics))
        .record(atLeastZero(Duration.between(since, at)));
  }

  private static Duration atLeastZero(Duration measured) {
    return measured.isNegative() ? Duration.ZERO : measured;
  }

  private static String type(ErrorRecord error) {
    return String.join("/", error.getFailure().getTypePath());
  }

  /** The first one, by its name; empty if it is about none. */
  private static String binding(List<LimitState> limits) {
    return limits.isEmpty() ? "" : name(limits.get(0).getLimit());
  }

  private static String name(Limit limit) {
    String metric = limit.getMetric().name();
    String window = limit.getWindow().name();
    String name = window.equals("NONE") ? metric : metric + " per " + window;
    return name.toLowerCase(Locale.ROOT);
  }
}
