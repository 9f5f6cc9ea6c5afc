package dev.sluice.batch.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files and batches of all tenants, as the records of their topic make them. What the order of
 * records under different keys is, or whether compaction has removed some that were replaced, makes
 * no difference. Any thread.
 */
public final class ObjectTable {

  /** What one batch's records are gathered in. */
  private static final class Entry {
    private @Nullable StoredBatch asked;
    private @Nullable BatchProgress progress;
    private @Nullable StoredCancel cancel;

    boolean isOld(Instant before) {
      return known()
          .filter(batch -> batch.isOver() && batch.asked().createdAt().isBefore(before))
          .isPresent();
    }

    Optional<KnownBatch> known() {
      return Optional.ofNullable(asked).map(batch -> new KnownBatch(batch, progress, cancel));
    }
  }

  private final Map<String, StoredFile> files = new HashMap<>();
  private final Map<String, Entry> batches = new TreeMap<>();

  public synchronized void put(Stored object) {
    if (object instanceof StoredFile file) {
      files.put(file.id(), file);
    } else if (object instanceof StoredBatch batch) {
      entry(batch.id()).asked = batch;
    } else if (object instanceof StoredCancel cancel) {
      entry(cancel.batchId()).cancel = cancel;
    } else if (object instanceof BatchProgress progress) {
      Entry entry = entry(progress.batchId());
      BatchProgress before = entry.progress;
      if (before == null || progress.claim().compareTo(before.claim()) >= 0) {
        entry.progress = progress;
      }
    }
  }

  private Entry entry(String batchId) {
    return batches.computeIfAbsent(batchId, id -> new Entry());
  }

  /** A record without a value: only those of files are ever removed. */
  public synchronized void remove(String key) {
    files.remove(key);
  }

  /** As its topic does: forgets files that were created before that, and batches that are over. */
  public synchronized void forget(Instant before) {
    files.values().removeIf(file -> file.createdAt().isBefore(before));
    batches.values().removeIf(entry -> entry.isOld(before));
  }

  /** Empty for another tenant's. */
  public synchronized Optional<StoredFile> file(String tenant, String id) {
    return Optional.ofNullable(files.get(id)).filter(file -> file.tenant().equals(tenant));
  }

  /** The newest first. */
  public synchronized List<StoredFile> files(String tenant) {
    return files.values().stream()
        .filter(file -> file.tenant().equals(tenant))
        .sorted(
            Comparator.comparing(StoredFile::createdAt).thenComparing(StoredFile::id).reversed())
        .toList();
  }

  /** Empty for another tenant's. */
  public synchronized Optional<KnownBatch> batch(String tenant, String id) {
    return Optional.ofNullable(batches.get(id))
        .flatMap(Entry::known)
        .filter(batch -> batch.asked().tenant().equals(tenant));
  }

  /** The newest first. */
  public synchronized List<KnownBatch> batches(String tenant) {
    return known().stream()
        .filter(batch -> batch.asked().tenant().equals(tenant))
        .sorted(
            Comparator.comparing((KnownBatch batch) -> batch.asked().createdAt())
                .thenComparing(batch -> batch.asked().id())
                .reversed())
        .toList();
  }

  /** Those of all tenants, the oldest first. */
  public synchronized List<KnownBatch> unfinished() {
    return known().stream()
        .filter(batch -> !batch.isOver())
        .sorted(Comparator.comparing(batch -> batch.asked().createdAt()))
        .toList();
  }

  private Collection<KnownBatch> known() {
    return batches.values().stream().flatMap(entry -> entry.known().stream()).toList();
  }
}
