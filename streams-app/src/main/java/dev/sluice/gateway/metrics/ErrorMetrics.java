package dev.sluice.gateway.metrics;

import dev.sluice.provider.errors.ErrorShape;
import dev.sluice.provider.errors.UnrecognizedErrors;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the errors of providers that no rule knows, and logs their form: each form once an hour,
 * and never anything that a request may have said. Any thread.
 */
public final class ErrorMetrics implements UnrecognizedErrors {
  private static final Logger log = LoggerFactory.getLogger(ErrorMetrics.class);
  private static final Duration SILENCE = Duration.ofHours(1);
  private static final int MOST_FORMS = 100;

  private final InstantSource clock;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<Form, Instant> logged = new LinkedHashMap<>();

  private record Form(String provider, ErrorShape shape) {}

  public ErrorMetrics(InstantSource clock) {
    this.clock = clock;
  }

  public void bind(MeterRegistry metrics, Collection<String> providers) {
    for (String provider : providers) {
      FunctionCounter.builder(
              "sluice.provider.errors.unrecognized",
              counts.computeIfAbsent(provider, name -> new LongAdder()),
              LongAdder::sum)
          .tag("provider", provider)
          .register(metrics);
    }
  }

  @Override
  public void seen(String provider, ErrorShape shape) {
    counts.computeIfAbsent(provider, name -> new LongAdder()).increment();
    if (isNews(new Form(provider, shape))) {
      log.warn(
          "no rule knows an error of provider {}: status {}, fields {}, codes {}; a rule in"
              + " providers.{}.error_rules can tell what it means",
          provider,
          shape.status(),
          shape.fields(),
          shape.codes().isEmpty() ? "none" : shape.codes(),
          provider);
    }
  }

  private synchronized boolean isNews(Form form) {
    Instant now = clock.instant();
    logged.values().removeIf(at -> !at.plus(SILENCE).isAfter(now));
    if (logged.size() >= MOST_FORMS || logged.containsKey(form)) {
      return false;
    }
    logged.put(form, now);
    return true;
  }
}
