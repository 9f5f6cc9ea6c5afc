package dev.sluice.gateway.tracing;

import dev.sluice.call.Attempt;
import dev.sluice.config.TracingSettings;
import dev.sluice.provider.Provider;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which trace context an attempt's provider gets. Any thread. */
public final class AttemptTraces {
  private final Set<String> providers;
  private final @Nullable TraceContexts contexts;

  private AttemptTraces(Set<String> providers, @Nullable TraceContexts contexts) {
    this.providers = providers;
    this.contexts = contexts;
  }

  public static AttemptTraces of(TracingSettings settings) {
    Set<String> providers = Set.copyOf(settings.propagateTo());
    boolean own = settings.endpoint() != null && !providers.isEmpty();
    return new AttemptTraces(providers, own ? new TraceContexts(settings.sampleRatio()) : null);
  }

  /** The same provider, which gets no other trace context. */
  public Provider around(Provider provider) {
    return new TracedProvider(provider, this::shown);
  }

  /** The attempt as its provider may see it. */
  private Attempt shown(Attempt attempt) {
    if (!providers.contains(attempt.target().provider())) {
      return attempt.traceparent() == null ? attempt : attempt.withTraceparent(null);
    }
    return contexts == null ? attempt : attempt.withTraceparent(own(contexts, attempt));
  }

  private static String own(TraceContexts contexts, Attempt attempt) {
    SpanContext call = contexts.call(attempt.traceparent(), attempt.pollingId());
    return TraceContexts.traceparent(TraceContexts.attempt(call, attempt.attemptId()));
  }
}
