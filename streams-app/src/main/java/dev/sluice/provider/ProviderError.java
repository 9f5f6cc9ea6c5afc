package dev.sluice.provider;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about its refusal.
 *
 * @param type the vendor's kind of error, such as {@code insufficient_quota}
 * @param innerCode Azure's more particular code
 * @param retryAfter the wait that the error itself asks for
 * @param otherFields what else it tells, by the vendor's names; what is no text is JSON
 */
record ProviderError(
    @Nullable String message,
    @Nullable String type,
    @Nullable String code,
    @Nullable String param,
    @Nullable String innerCode,
    @Nullable Duration retryAfter,
    Map<String, String> otherFields) {

  static final ProviderError NONE = of(null);

  /** An error that is a text and nothing else. */
  static ProviderError of(@Nullable String message) {
    return new ProviderError(message, null, null, null, null, RetryAfter.hint(message), Map.of());
  }

  /** Whether its type or one of its codes is one of these. */
  boolean names(String... codesOrTypes) {
    return Arrays.stream(codesOrTypes)
        .anyMatch(name -> name.equals(code) || name.equals(type) || name.equals(innerCode));
  }

  /** Whether its message has one of these texts, which are in lower case. */
  boolean says(String... texts) {
    String lower = message == null ? "" : message.toLowerCase(Locale.ROOT);
    return Arrays.stream(texts).anyMatch(lower::contains);
  }
}
