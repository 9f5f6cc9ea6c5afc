package dev.sluice.gateway.metrics;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.StreamTiming;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.ForwardingProvider;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderSettings;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long exchanges with providers take, how soon streamed answers begin, and how fast they go on.
 * Any thread.
 */
public final class StreamMetrics {
  private static final double[] TOKENS = {5, 10, 20, 40, 80, 160, 320, 640, 1280};

  private final GenAi names;
  private final LongSupplier nanos;
  private volatile @Nullable Bound bound;

  private record Bound(MeterRegistry metrics, OperationMetrics operations) {}

  /**
   * @param nanos a clock that only goes on
   */
  public StreamMetrics(Collection<ProviderSettings> providers, LongSupplier nanos) {
    this.names = GenAi.of(providers);
    this.nanos = nanos;
  }

  /** What ends before that is not counted. */
  public void bind(MeterRegistry metrics) {
    this.bound = new Bound(metrics, new OperationMetrics(names, metrics));
  }

  /** The same provider, with its exchanges timed. */
  public Provider timed(Provider provider) {
    return new Timed(provider, this);
  }

  private record Timed(Provider provider, StreamMetrics streams) implements ForwardingProvider {
    @Override
    public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
      long startedAt = streams.nanos.getAsLong();
      AtomicBoolean counted = new AtomicBoolean();
      return provider.start(
          attempt,
          timeout,
          new AttemptListener() {
            @Override
            public void ended(Outcome outcome) {
              // a provider that reports two ends has one attempt
              if (counted.compareAndSet(false, true)) {
                Duration took = Duration.ofNanos(streams.nanos.getAsLong() - startedAt);
                streams.ended(attempt.target(), outcome, took);
              }
              listener.ended(outcome);
            }

            @Override
            public void deltas(List<AnswerDelta> deltas) {
              listener.deltas(deltas);
            }
          });
    }
  }

  private void ended(Target target, Outcome outcome, Duration took) {
    Bound to = bound;
    if (to == null) {
      return;
    }
    to.operations().ended(target, outcome, took);
    StreamTiming timing = outcome.timing();
    if (timing != null) {
      streamed(to.metrics(), target, outcome, timing);
    }
  }

  private void streamed(
      MeterRegistry registry, Target target, Outcome outcome, StreamTiming timing) {
    Timer.builder("gen_ai.client.operation.time_to_first_chunk")
        .description("From the start of an attempt to the first piece of a streamed answer")
        .tags(names.tags(target))
        .serviceLevelObjectives(Buckets.operations())
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
}
