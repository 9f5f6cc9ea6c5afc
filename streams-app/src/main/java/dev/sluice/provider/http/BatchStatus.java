package dev.sluice.provider.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a batch.
 *
 * @param ended whether nothing of it changes any more
 * @param results where its results are, if it has ended; empty if it has none
 * @param complaint why it has none or not all, in the provider's words; null if it does not say
 */
public record BatchStatus(
    String id, boolean ended, List<HttpCall> results, @Nullable String complaint) {
  public BatchStatus {
    results = List.copyOf(results);
  }
}
