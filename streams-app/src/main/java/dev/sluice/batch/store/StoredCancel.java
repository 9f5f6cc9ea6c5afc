package dev.sluice.batch.store;

import java.time.Instant;

/** The client's wish that a batch ends. */
public record StoredCancel(String batchId, String tenant, Instant at) implements Stored {

  @Override
  public String key() {
    return batchId + "/cancel";
  }
}
