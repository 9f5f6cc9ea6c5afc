package dev.sluice.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Attempts of one task at one target that are sent together.
 *
 * @param batchId its name here, also after a crash; what the provider keeps beside it
 * @param partition of the task
 * @param target where it goes
 * @param since when it was decided to send it; the provider has not had it before
 * @param expiresAt when its provider promises to have ended it
 * @param providerId its name at the provider; null until that is known
 */
public record ProviderBatch(
    String batchId,
    int partition,
    Target target,
    Instant since,
    Instant expiresAt,
    @Nullable String providerId) {

  public ProviderBatch at(String providerId) {
    return new ProviderBatch(batchId, partition, target, since, expiresAt, providerId);
  }
}
