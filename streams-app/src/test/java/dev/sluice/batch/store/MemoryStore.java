package dev.sluice.batch.store;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Files and batches in memory, with faults under the test's control. Any thread. */
public final class MemoryStore implements BatchStore {
  private final ObjectTable table = new ObjectTable();
  private final Map<Long, byte[]> pieces = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private long next;
  private int untilAway = Integer.MAX_VALUE;

  /** From now on nothing is reached any more. */
  public synchronized void goAway() {
    untilAway = 0;
  }

  /** So many writes are done yet. */
  public synchronized void goAwayAfter(int writes) {
    untilAway = writes;
  }

  public synchronized void comeBack() {
    untilAway = Integer.MAX_VALUE;
  }

  /** Pieces that nobody has deleted. */
  public synchronized int pieces() {
    return pieces.size();
  }

  private void write() throws AwayException {
    if (untilAway <= 0) {
      throw new AwayException("away", new IllegalStateException());
    }
    untilAway--;
  }

  @Override
  public synchronized void put(Stored object) throws AwayException {
    write();
    table.put(StoredJson.read(StoredJson.toBytes(object)).orElseThrow());
  }

  @Override
  public synchronized void remove(StoredFile file) throws AwayException {
    write();
    table.remove(file.key());
    file.chunks().forEach(chunk -> pieces.remove(chunk.offset()));
  }

  @Override
  public synchronized ObjectTable current(String tenant) throws AwayException {
    if (untilAway <= 0) {
      throw new AwayException("away", new IllegalStateException());
    }
    return table;
  }

  @Override
  public ObjectTable known() {
    return table;
  }

  @Override
  public synchronized CompletableFuture<Chunk> append(String tenant, ChunkKey key, byte[] content)
      throws AwayException {
    write();
    Long replaced = offsets.put(key.text(), next);
    if (replaced != null) {
      // as compaction does, at the worst time
      pieces.remove(replaced);
    }
    pieces.put(next, content.clone());
    return CompletableFuture.completedFuture(new Chunk(next++, content.length, key.writer()));
  }

  @Override
  public synchronized byte[] read(String tenant, Chunk chunk) throws AwayException, GoneException {
    if (untilAway <= 0) {
      throw new AwayException("away", new IllegalStateException());
    }
    byte[] content = pieces.get(chunk.offset());
    if (content == null) {
      throw new GoneException("gone");
    }
    return content.clone();
  }
}
