package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Batch endpoints that reply as a test has told them to; without a reply, an exchange is open. */
final class FakeBatches implements ProviderBatches {
  final Queue<BatchReply<String>> creations = new ArrayDeque<>();
  final Queue<BatchReply<Optional<String>>> looks = new ArrayDeque<>();
  final Queue<BatchReply<Boolean>> ends = new ArrayDeque<>();
  final Queue<Reading> readings = new ArrayDeque<>();
  final Map<String, Outcome> unsendable = new HashMap<>();

  /** What it was asked, in order. */
  final List<String> asked = new ArrayList<>();

  /** Of the exchange that was to create a batch last. */
  @Nullable CompletableFuture<BatchReply<String>> creating;

  /** What one reading of results tells, and how it ends. */
  record Reading(List<Map.Entry<String, Outcome>> lines, BatchReply<String> end) {}

  private record Lines(Set<String> attemptIds) implements Input {}

  @Override
  public CompletableFuture<BatchReply<Prepared>> prepare(
      ProviderBatch batch, List<Attempt> attempts) {
    Map<String, Outcome> left = new LinkedHashMap<>(unsendable);
    Set<String> lines = new TreeSet<>();
    attempts.stream()
        .map(Attempt::attemptId)
        .filter(id -> !unsendable.containsKey(id))
        .forEach(lines::add);
    asked.add("prepare " + lines);
    return CompletableFuture.completedFuture(
        new BatchReply.Done<>(new Prepared(new Lines(lines), lines.size(), left)));
  }

  @Override
  public CompletableFuture<BatchReply<String>> create(
      ProviderBatch batch, Input input, Duration timeout) {
    asked.add("create " + ((Lines) input).attemptIds());
    creating = reply(creations);
    return creating;
  }

  @Override
  public CompletableFuture<BatchReply<Optional<String>>> find(
      ProviderBatch batch, Set<String> attemptIds) {
    asked.add("find " + new TreeSet<>(attemptIds));
    return reply(looks);
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> hasEnded(ProviderBatch batch) {
    asked.add("ended " + batch.providerId());
    return reply(ends);
  }

  @Override
  public CompletableFuture<BatchReply<String>> results(
      ProviderBatch batch, Map<String, Attempt> attempts, BiConsumer<String, Outcome> each) {
    asked.add("results " + batch.providerId());
    Reading reading = readings.poll();
    if (reading == null) {
      return new CompletableFuture<>();
    }
    reading.lines().forEach(line -> each.accept(line.getKey(), line.getValue()));
    return CompletableFuture.completedFuture(reading.end());
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> cancel(ProviderBatch batch) {
    asked.add("cancel " + batch.providerId());
    return CompletableFuture.completedFuture(new BatchReply.Done<>(true));
  }

  private static <T> CompletableFuture<BatchReply<T>> reply(Queue<BatchReply<T>> told) {
    BatchReply<T> next = told.poll();
    return next == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(next);
  }
}
