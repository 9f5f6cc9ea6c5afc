package dev.sluice.provider;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * A provider's batch endpoints. Any thread. No method blocks or throws, and no future fails: what
 * goes wrong is a {@link BatchReply}. A line is named by its attempt's ID ({@code custom_id}).
 */
public interface ProviderBatches {

  /**
   * What a batch is created from: uploaded already, where the API wants that apart.
   *
   * @param unsendable attempts that can't be expressed in the provider's API, with their outcomes;
   *     the input does not hold them
   * @param size how many the input holds; 0 if there is nothing to create
   */
  record Prepared(Input input, int size, Map<String, Outcome> unsendable) {
    public Prepared {
      unsendable = Map.copyOf(unsendable);
    }
  }

  /** Known to the implementation alone; lives in memory, and only until its batch is created. */
  interface Input {}

  /**
   * Writes the requests in the provider's form, and uploads them if the API wants that apart. That
   * bills nothing, and may be repeated.
   */
  CompletableFuture<BatchReply<Prepared>> prepare(ProviderBatch batch, List<Attempt> attempts);

  /**
   * Creates the batch, once: this is what bills.
   *
   * @param timeout for the whole exchange; positive
   * @return the provider's name for it; to cancel the future breaks the exchange off at once, so
   *     that nothing more of it reaches the provider
   */
  CompletableFuture<BatchReply<String>> create(ProviderBatch batch, Input input, Duration timeout);

  /**
   * Looks for a batch that may have been created without anybody noting it.
   *
   * @param attemptIds of its attempts, for providers whose batches carry no name of ours
   * @return the provider's name for it; empty if it certainly was not created; unclear while that
   *     can't be told
   */
  CompletableFuture<BatchReply<Optional<String>>> find(ProviderBatch batch, Set<String> attemptIds);

  /**
   * Whether it has ended, in whatever way: then nothing changes any more, and its {@link #results}
   * can be read.
   *
   * @param batch with its {@code providerId}
   */
  CompletableFuture<BatchReply<Boolean>> hasEnded(ProviderBatch batch);

  /**
   * Reads the results of a batch that has ended, which may be done again.
   *
   * @param attempts by ID; lines of others are skipped
   * @param each receives the outcomes that the results hold, in any order, each attempt's once. One
   *     that the batch left undone (expired, cancelled) has none, nor has one that is missing
   * @return why what is left undone is, in the provider's words without secrets
   */
  CompletableFuture<BatchReply<String>> results(
      ProviderBatch batch, Map<String, Attempt> attempts, BiConsumer<String, Outcome> each);

  /**
   * Asks the provider to stop what it has not begun; what it has done stays billed.
   *
   * @return true if it takes that; refused if the batch has ended
   */
  CompletableFuture<BatchReply<Boolean>> cancel(ProviderBatch batch);
}
