package dev.sluice.gateway.metrics;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.StreamTiming;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.RateLimits;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How soon streamed answers begin, under OpenTelemetry's name
 * (https://github.com/open-telemetry/semantic-conventions-genai), and how fast they go on. Any
 * thread.
 */
public final class StreamMetrics {
  /** OpenTelemetry's: 10 ms, doubled up to 81.92 s. */
  private static final Duration[] FIRST_CHUNK =
      LongStream.iterate(10, ms -> 2 * ms)
          .limit(14)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final double[] TOKENS = {5, 10, 20, 40, 80, 160, 320, 640, 1280};

  private final Map<String, String> kinds;
  private volatile @Nullable MeterRegistry metrics;

  public StreamMetrics(Collection<ProviderSettings> providers) {
    this.kinds =
        providers.stream()
            .collect(Collectors.toMap(ProviderSettings::name, each -> otel(each.kind())));
  }

  /** What ends before that is not counted. */
  public void bind(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** The same provider, with its streams timed. */
  public Provider timed(Provider provider) {
    return new Timed(provider, this);
  }

  private record Timed(Provider provider, StreamMetrics streams) implements Provider {
    @Override
    public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
      return provider.start(
          attempt,
          timeout,
          new AttemptListener() {
            @Override
            public void ended(Outcome outcome) {
              streams.ended(attempt.target(), outcome);
              listener.ended(outcome);
            }

            @Override
            public void deltas(List<AnswerDelta> deltas) {
              listener.deltas(deltas);
            }
          });
    }

    @Override
    public Instant usableFrom(Target target, Instant now) {
      return provider.usableFrom(target, now);
    }

    @Override
    public RateLimits rateLimits(Target target) {
      return provider.rateLimits(target);
    }

    @Override
    public @Nullable ProviderBatches batches() {
      return provider.batches();
    }
  }

  private void ended(Target target, Outcome outcome) {
    MeterRegistry registry = metrics;
    StreamTiming timing = outcome.timing();
    if (registry == null || timing == null) {
      return;
    }
    Timer.builder("gen_ai.client.operation.time_to_first_chunk")
        .description("From the start of an attempt to the first piece of a streamed answer")
        .tag("gen_ai.operation.name", "chat")
        .tag("gen_ai.provider.name", kinds.getOrDefault(target.provider(), "_OTHER"))
        .tag("gen_ai.request.model", target.model())
        .tag("provider", target.provider())
        .serviceLevelObjectives(FIRST_CHUNK)
        .register(registry)
        .record(timing.toFirst());
    Usage usage = outcome instanceof Outcome.Answered answered ? answered.answer().usage() : null;
    if (usage != null) {
      timing
          .tokensPerSecond(usage)
          .ifPresent(
              rate ->
                  DistributionSummary.builder("sluice.stream.tokens.per.second")
                      .description("Output tokens a second of a streamed answer, after the first")
                      .tag("provider", target.provider())
                      .tag("model", target.model())
                      .serviceLevelObjectives(TOKENS)
                      .register(registry)
                      .record(rate));
    }
  }

  /** The word for whose API it is, whoever serves it. */
  private static String otel(ProviderKind kind) {
    return switch (kind) {
      case OPENAI, OPENAI_RESPONSES -> "openai";
      case AZURE_OPENAI -> "azure.ai.openai";
      case ANTHROPIC -> "anthropic";
      case GEMINI -> "gcp.gemini";
      case VERTEX -> "gcp.vertex_ai";
      case BEDROCK -> "aws.bedrock";
      case ECHO -> "echo";
    };
  }
}
