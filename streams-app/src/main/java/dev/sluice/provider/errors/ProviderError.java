package dev.sluice.provider.errors;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about its refusal, from wherever its body says it.
 *
 * @param texts its messages, the outermost first; an upstream's own follow
 * @param names all its codes, types, statuses and reasons, and the quotas that it names
 * @param type the vendor's kind of error, such as {@code insufficient_quota}
 * @param param the field of the request that it complains of
 * @param retryAfter the wait that a field of it asks for
 * @param headers those of an upstream that it quotes; names in lower case
 * @param otherFields what else it tells, by the vendor's names; what is no text is JSON
 */
public record ProviderError(
    List<String> texts,
    Set<String> names,
    @Nullable String type,
    @Nullable String code,
    @Nullable String param,
    @Nullable Duration retryAfter,
    Map<String, List<String>> headers,
    Map<String, String> otherFields) {

  /** Says nothing. */
  public static final ProviderError NONE =
      new ProviderError(List.of(), Set.of(), null, null, null, null, Map.of(), Map.of());

  public ProviderError {
    texts = List.copyOf(texts);
    names = Set.copyOf(names);
    headers = Map.copyOf(headers);
    otherFields = Map.copyOf(otherFields);
  }

  /** All that it says in words; null if it says nothing. */
  public @Nullable String message() {
    return texts.isEmpty() ? null : texts.stream().collect(Collectors.joining("; "));
  }

  /** Whether there is nothing in it, as some servers write it beside an answer. */
  public boolean saysNothing() {
    return names.isEmpty() && texts.stream().allMatch(String::isBlank);
  }

  /** With that name, which is its type if it has none. */
  public ProviderError orType(@Nullable String other) {
    if (other == null || other.isEmpty()) {
      return this;
    }
    Set<String> all = new HashSet<>(names);
    all.add(other);
    return new ProviderError(
        texts, all, type == null ? other : type, code, param, retryAfter, headers, otherFields);
  }

  /** Whether one of its names is one of these. */
  boolean hasAny(Set<String> some) {
    return names.stream().anyMatch(some::contains);
  }
}
