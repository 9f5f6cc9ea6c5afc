package dev.sluice.gateway.metrics;

import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.Outcome;
import dev.sluice.topology.TaskListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Attempts and what calls wait for before them, as this process has committed them. Any thread. */
public final class AttemptMetrics implements TaskListener {
  /** How much the latest attempt counts in the mean. */
  private static final double WEIGHT = 0.05;

  private final MeterRegistry metrics;
  private final Timer queue;
  private final Timer wait;
  private final Map<Start, Counter> starts = new ConcurrentHashMap<>();
  private final Map<End, Counter> ends = new ConcurrentHashMap<>();

  // Guarded by this; 0 before the first
  private double meanSeconds;

  private record Start(String target, AttemptCause cause) {}

  private record End(String target, String outcome, String type) {}

  public AttemptMetrics(MeterRegistry metrics) {
    this.metrics = metrics;
    this.queue =
        Timer.builder("sluice.attempt.queue")
            .description("How long calls were queued for an attempt")
            .serviceLevelObjectives(Buckets.waits())
            .register(metrics);
    this.wait =
        Timer.builder("sluice.call.wait")
            .description("How long calls waited for limits that were admitted in the end")
            .serviceLevelObjectives(Buckets.waits())
            .register(metrics);
  }

  @Override
  public void attemptStarted(Call call, AttemptCause cause, Duration queued) {
    queue.record(queued);
    starts
        .computeIfAbsent(
            new Start(call.currentTarget().target(), cause),
            start ->
                Counter.builder("sluice.attempts.started")
                    .description("Attempts that were decided on")
                    .tag("target", start.target())
                    .tag("cause", start.cause().name().toLowerCase(Locale.ROOT))
                    .register(metrics))
        .increment();
  }

  @Override
  public void attemptEnded(AttemptReport report) {
    ends.computeIfAbsent(
            end(report),
            end ->
                Counter.builder("sluice.attempts.ended")
                    .description("Attempts whose outcomes were handled")
                    .tag("target", end.target())
                    .tag("outcome", end.outcome())
                    .tag("type", end.type())
                    .register(metrics))
        .increment();
    took(report.attempt());
  }

  private static End end(AttemptReport report) {
    String target = report.attempt().target();
    if (report.outcome() instanceof Outcome.Failed failed) {
      return new End(target, "failed", String.join("/", failed.failure().typePath()));
    }
    boolean answered = report.outcome() instanceof Outcome.Answered;
    return new End(target, answered ? "answered" : "abandoned", "");
  }

  @Override
  public void waited(Call call, Duration time) {
    wait.record(time);
  }

  private synchronized void took(AttemptRef attempt) {
    if (attempt.startedAt() == null || attempt.endedAt() == null) {
      return;
    }
    double seconds =
        Math.max(0, Duration.between(attempt.startedAt(), attempt.endedAt()).toMillis() / 1_000.0);
    meanSeconds = meanSeconds == 0 ? seconds : meanSeconds + WEIGHT * (seconds - meanSeconds);
  }

  /** What an attempt takes on average, of late. */
  synchronized double meanSeconds() {
    return meanSeconds;
  }
}
