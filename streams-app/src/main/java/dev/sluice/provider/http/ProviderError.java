package dev.sluice.provider.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about its refusal.
 *
 * @param type the vendor's kind of error, such as {@code insufficient_quota}
 * @param reasons what is more particular than the code: Azure's inner error, Google's reasons and
 *     the quotas that it names
 * @param retryAfter the wait that the error itself asks for
 * @param otherFields what else it tells, by the vendor's names; what is no text is JSON
 */
public record ProviderError(
    @Nullable String message,
    @Nullable String type,
    @Nullable String code,
    @Nullable String param,
    Set<String> reasons,
    @Nullable Duration retryAfter,
    Map<String, String> otherFields) {

  public static final ProviderError NONE = of(null);

  public ProviderError {
    reasons = Set.copyOf(reasons);
  }

  /** An error that consists of a text only. */
  static ProviderError of(@Nullable String message) {
    return new ProviderError(
        message, null, null, null, Set.of(), RetryAfter.hint(message), Map.of());
  }

  /** Whether there is nothing in it, as some servers write it beside an answer. */
  boolean saysNothing() {
    return (message == null || message.isBlank())
        && type == null
        && code == null
        && reasons.isEmpty();
  }

  /** Whether its type, its code or one of its reasons is one of these. */
  boolean hasAny(Set<String> names) {
    return (code != null && names.contains(code))
        || (type != null && names.contains(type))
        || reasons.stream().anyMatch(names::contains);
  }

  /** Whether its type, its code or one of its reasons is this. */
  boolean names(String name) {
    return name.equals(code) || name.equals(type) || reasons.contains(name);
  }

  /** Whether one of its reasons has this in it. */
  boolean hasReasonWith(String part) {
    return reasons.stream().anyMatch(reason -> reason.contains(part));
  }
}
