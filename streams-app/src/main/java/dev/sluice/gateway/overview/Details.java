package dev.sluice.gateway.overview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.Failure;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What steps of a story have in common. Pure. */
final class Details {
  private Details() {}

  static void add(ObjectNode step, Attempt attempt) {
    step.put("attempt", attempt.getNumber())
        .put("target", attempt.getTarget())
        .put("provider", attempt.getProvider())
        .put("model", attempt.getModel())
        .put("outcome", attempt.getFailure() == null ? "answer" : "failure");
    took(step, attempt.getStartedAt(), attempt.getEndedAt());
    Usage usage = attempt.getUsage();
    if (usage != null) {
      step.put("tokens", usage.getInputTokens() + usage.getOutputTokens())
          .put("cost_micros", usage.getCostMicros());
    }
    add(step, attempt.getFailure());
  }

  static void took(ObjectNode step, @Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null) {
      step.put("started_at", from.toEpochMilli())
          .put("took_ms", Math.max(0, Duration.between(from, to).toMillis()));
    }
  }

  /** Its type, and what HTTP and the provider call it; its message may quote what was written. */
  static void add(ObjectNode step, @Nullable Failure failure) {
    if (failure == null) {
      return;
    }
    step.put("failure", String.join("/", failure.getTypePath())).put("status", failure.getStatus());
    if (failure.getRetryAfterMs() != null) {
      step.put("retry_after_ms", failure.getRetryAfterMs());
    }
  }

  /** The binding limit, which is the first one. */
  static void add(ObjectNode step, List<LimitState> limits) {
    if (!limits.isEmpty()) {
      LimitState first = limits.get(0);
      String metric = first.getLimit().getMetric().name().toLowerCase(Locale.ROOT);
      String window = first.getLimit().getWindow().name().toLowerCase(Locale.ROOT);
      step.put("limit", window.equals("none") ? metric : metric + " per " + window)
          .put("scope", first.getScope());
    }
  }
}
