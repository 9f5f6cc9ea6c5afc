package dev.sluice.batch.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that is whole.
 *
 * @param name as its client calls it
 * @param purpose such as {@code batch}
 * @param expiresAt null if it is kept as long as the topic keeps it
 * @param chunks its content, in their order
 */
public record StoredFile(
    String id,
    String tenant,
    String name,
    String purpose,
    Instant createdAt,
    @Nullable Instant expiresAt,
    List<Chunk> chunks)
    implements Stored {
  /** Of what batches read. */
  public static final String INPUT = "batch";

  /** Of what batches write. */
  public static final String OUTPUT = "batch_output";

  public StoredFile {
    chunks = List.copyOf(chunks);
  }

  @Override
  public String key() {
    return id;
  }

  public long bytes() {
    return chunks.stream().mapToLong(Chunk::length).sum();
  }

  public boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
