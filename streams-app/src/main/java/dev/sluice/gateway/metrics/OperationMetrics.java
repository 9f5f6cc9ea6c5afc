package dev.sluice.gateway.metrics;

import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long exchanges with providers take and what they use, under OpenTelemetry's names. Any
 * thread.
 */
final class OperationMetrics {
  private final GenAi names;
  private final MeterRegistry metrics;
  private final Map<Exchanged, Timer> durations = new ConcurrentHashMap<>();
  private final Map<Used, DistributionSummary> tokens = new ConcurrentHashMap<>();

  /**
   * @param error the failure's type; empty for an answer
   */
  private record Exchanged(String target, String error) {}

  private record Used(String target, String type) {}

  OperationMetrics(GenAi names, MeterRegistry metrics) {
    this.names = names;
    this.metrics = metrics;
  }

  void ended(Target target, Outcome outcome, Duration took) {
    durations
        .computeIfAbsent(
            new Exchanged(target.name(), error(outcome)), ended -> duration(target, ended.error()))
        .record(took);
    Usage usage = usage(outcome);
    if (usage != null) {
      used(target, "input", usage.inputTokens());
      used(target, "output", usage.outputTokens());
    }
  }

  private Timer duration(Target target, String error) {
    return Timer.builder("gen_ai.client.operation.duration")
        .description("From the start of an exchange with a provider to its end")
        .tags(names.tags(target))
        .tag("target", target.name())
        .tag("error.type", error)
        .serviceLevelObjectives(Buckets.operations())
        .register(metrics);
  }

  private void used(Target target, String type, long count) {
    tokens
        .computeIfAbsent(
            new Used(target.name(), type),
            used ->
                DistributionSummary.builder("gen_ai.client.token.usage")
                    .description("Tokens of exchanges, as providers report them")
                    .tags(names.tags(target).and(Tags.of("gen_ai.token.type", type)))
                    .serviceLevelObjectives(Buckets.tokens())
                    .register(metrics))
        .record((double) count);
  }

  private static String error(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return String.join("/", failed.failure().typePath());
    }
    return outcome instanceof Outcome.Abandoned ? "abandoned" : "";
  }

  private static @Nullable Usage usage(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      return answered.answer().usage();
    }
    return outcome instanceof Outcome.Failed failed ? failed.usage() : null;
  }
}
