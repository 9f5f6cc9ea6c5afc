package dev.sluice.wire;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The IDs of schemas in the registry client's cache, since a look into that cache costs as much as
 * decoding a record. Any thread.
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
   * The highest ID: registries count upwards, so they read it late from their topic. Null if none
   * is known.
   */
  @Nullable SchemaKey highest() {
    return highest.get();
  }

  /** Call when the registry has deleted it. */
  void forgetHighest() {
    highest.set(null);
  }
}
