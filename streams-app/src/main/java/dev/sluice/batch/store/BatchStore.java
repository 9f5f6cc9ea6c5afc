package dev.sluice.batch.store;

import java.util.concurrent.CompletableFuture;

/** Where files and batches are kept, the same for all processes. Any thread; may block. */
public interface BatchStore {

  /** It can't be reached now; what was to be written may be there or not. */
  final class AwayException extends Exception {
    private static final long serialVersionUID = 1;

    public AwayException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What is looked for has been deleted. */
  final class GoneException extends Exception {
    private static final long serialVersionUID = 1;

    public GoneException(String message) {
      super(message);
    }
  }

  /**
   * Returns when it is durable and in {@link #known}.
   *
   * @throws AwayException if that is not known in time
   */
  void put(Stored object) throws AwayException;

  /** Removes a file and what it holds. */
  void remove(StoredFile file) throws AwayException;

  /** The table with all that had been put for the tenant, by any process, when this was called. */
  ObjectTable current(String tenant) throws AwayException;

  /** The table as far as this process has read it. */
  ObjectTable known();

  /**
   * Writes a piece of a file, which is not part of any file until one is {@link #put} that has it.
   */
  CompletableFuture<Chunk> append(String tenant, ChunkKey key, byte[] content) throws AwayException;

  byte[] read(String tenant, Chunk chunk) throws AwayException, GoneException;
}
