package dev.sluice.batch.store;

import java.time.Instant;
import java.util.Map;

/**
 * A batch as it was asked for; it does not change.
 *
 * @param keyId the tenant's key that spends
 * @param endpoint the path that its lines name
 * @param input as it was then
 * @param window as the client has named it
 * @param expiresAt until when its lines may be answered
 */
public record StoredBatch(
    String id,
    String tenant,
    String keyId,
    String endpoint,
    StoredFile input,
    String window,
    Instant createdAt,
    Instant expiresAt,
    Map<String, String> metadata)
    implements Stored {

  public StoredBatch {
    metadata = Map.copyOf(metadata);
  }

  @Override
  public String key() {
    return id;
  }
}
