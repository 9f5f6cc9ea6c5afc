package dev.sluice.delta;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks with an admin client of its own, opened by the first question: a broker answers a consumer's
 * question only after the fetch before it, which waits for records.
 */
final class AdminOffsets implements TopicOffsets {
  private static final ListOffsetsOptions OPTIONS = new ListOffsetsOptions().timeoutMs(2_000);

  private final String topic;
  private final Supplier<Admin> open;

  /** Guarded by this, as what follows. */
  private @Nullable Admin admin;

  private boolean closed;

  AdminOffsets(String topic, Supplier<Admin> open) {
    this.topic = topic;
    this.open = open;
  }

  @Override
  public CompletionStage<Long> end(int partition) {
    return ask(partition, OffsetSpec.latest());
  }

  /** The end first: what is appended after that answer is found by neither question. */
  @Override
  public CompletionStage<Long> since(int partition, Instant time) {
    OffsetSpec spec = OffsetSpec.forTimestamp(Math.max(0, time.toEpochMilli()));
    return end(partition)
        .thenCompose(end -> ask(partition, spec).thenApply(found -> found < 0 ? end : found));
  }

  private CompletionStage<Long> ask(int partition, OffsetSpec spec) {
    TopicPartition place = new TopicPartition(topic, partition);
    try {
      return client()
          .listOffsets(Map.of(place, spec), OPTIONS)
          .partitionResult(place)
          .toCompletionStage()
          .thenApply(found -> found.offset());
    } catch (RuntimeException unusable) {
      return CompletableFuture.failedFuture(unusable);
    }
  }

  private synchronized Admin client() {
    if (closed) {
      throw new IllegalStateException("nobody reads answers any more");
    }
    Admin client = admin == null ? open.get() : admin;
    admin = client;
    return client;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
