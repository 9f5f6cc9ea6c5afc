package dev.sluice.wire;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The IDs of schemas that the registry's client has in its cache: a look into that costs a record's
 * decoding. Any thread.
 */
final class KnownIds {
  private final Map<String, Set<Integer>> byTopic = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable SchemaKey> highest = new AtomicReference<>();

  boolean contains(String topic, int id) {
    Set<Integer> there = byTopic.get(topic);
    return there != null && there.contains(id);
  }

  void add(SchemaKey key) {
    byTopic.computeIfAbsent(key.topic(), first -> ConcurrentHashMap.newKeySet()).add(key.id());
    highest.updateAndGet(before -> before == null || key.id() > before.id() ? key : before);
  }

  /**
   * Registries count upwards, so that this one comes late when they read their topic; null where
   * none is known.
   */
  @Nullable SchemaKey highest() {
    return highest.get();
  }

  /** It is no measure of the registry any more, until a higher one is found. */
  void forgetHighest() {
    highest.set(null);
  }
}
