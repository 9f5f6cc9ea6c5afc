package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.errors.OperatorsMaximum;
import org.jspecify.annotations.Nullable;

/** Who chose the most output tokens of an attempt. Pure. */
final class OutputMaximum {
  private OutputMaximum() {}

  /** What the operator's settings chose; null where the request chose itself. */
  static @Nullable OperatorsMaximum ofOperator(Attempt attempt) {
    Integer sent = attempt.sampling().orElse(attempt.target().sampling()).maxOutputTokens();
    boolean isOfRequest =
        attempt.request().sampling().maxOutputTokens() != null
            || attempt.request().fallbacks().stream()
                .anyMatch(fallback -> fallback.sampling().maxOutputTokens() != null);
    if (isOfRequest) {
      return null;
    }
    return new OperatorsMaximum(sent == null ? ProviderSettings.ANTHROPIC_MAX_TOKENS : sent);
  }
}
