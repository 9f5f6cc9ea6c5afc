package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.delta.DeltaSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What one process reads of the topic that attempts write to. */
final class FakeDeltas implements DeltaSource {
  /** Whether a reader learns that it has all. */
  volatile boolean broken;

  // Guarded by this
  private int subscriptions;
  private int caughtUp;
  private final Map<String, List<AnswerDeltas>> records = new HashMap<>();
  private final List<Reader> readers = new ArrayList<>();

  private final class Reader implements Subscription {
    private final String id;
    private final Consumer<AnswerDeltas> listener;

    private Reader(String id, Consumer<AnswerDeltas> listener) {
      this.id = id;
      this.listener = listener;
    }

    @Override
    public CompletionStage<Void> caughtUp() {
      synchronized (FakeDeltas.this) {
        caughtUp++;
      }
      return broken
          ? CompletableFuture.failedFuture(new IllegalStateException("the broker is away"))
          : CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      synchronized (FakeDeltas.this) {
        readers.remove(this);
      }
    }
  }

  @Override
  public synchronized Subscription subscribe(
      PollingId id, Instant acceptedAt, Consumer<AnswerDeltas> listener) {
    subscriptions++;
    Reader reader = new Reader(id.text(), listener);
    records.getOrDefault(id.text(), List.of()).forEach(listener);
    readers.add(reader);
    return reader;
  }

  synchronized void write(AnswerDeltas record) {
    records.computeIfAbsent(record.pollingId(), id -> new ArrayList<>()).add(record);
    readers.stream()
        .filter(reader -> reader.id.equals(record.pollingId()))
        .forEach(reader -> reader.listener.accept(record));
  }

  /** How often somebody has subscribed. */
  synchronized int subscriptions() {
    return subscriptions;
  }

  /** How often a reader has asked for all. */
  synchronized int caughtUp() {
    return caughtUp;
  }

  synchronized int readers() {
    return readers.size();
  }
}
