package dev.sluice.provider.errors;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An error as rules look at it: its texts cut, without what others wrapped around them, and without
 * what they quote of the request.
 *
 * @param begins each text from its beginning, quotations included
 * @param texts each text whole, quotations left out
 */
record SearchedError(
    List<String> begins, List<String> texts, Set<String> names, @Nullable String param) {

  static SearchedError of(ProviderError error) {
    List<String> cut = error.texts().stream().map(ErrorTexts::searched).toList();
    return new SearchedError(
        cut.stream().map(text -> ErrorTexts.peeled(text).text()).toList(),
        cut.stream().map(ErrorTexts::withoutQuotations).toList(),
        error.names(),
        error.param());
  }

  boolean hasAny(Set<String> some) {
    return names.stream().anyMatch(some::contains);
  }
}
