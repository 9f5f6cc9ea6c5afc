package dev.sluice.batch.store;

import dev.sluice.batch.LineError;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Records of the table for tests. */
public final class StoredExamples {
  public static final String TENANT = "acme";
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

  private StoredExamples() {}

  public static StoredFile file(String id, String tenant, Chunk... chunks) {
    return new StoredFile(id, tenant, "in.jsonl", StoredFile.INPUT, NOW, null, List.of(chunks));
  }

  public static StoredBatch batch(String id, StoredFile input) {
    return new StoredBatch(
        id,
        input.tenant(),
        "web",
        "/v1/responses",
        input,
        "24h",
        NOW,
        NOW.plusSeconds(86_400),
        Map.of("team", "search"));
  }

  static BatchProgress progress(StoredBatch batch, long epoch, String owner, int ended) {
    BitSet lines = new BitSet();
    lines.set(0, ended);
    return BatchProgress.begin(batch, new Claim(epoch, owner))
        .in(BatchState.IN_PROGRESS, NOW)
        .with(
            new BatchCounts(9, ended, 0, 0),
            new BatchOutputs(
                Map.of("sluice.polling-0", 7L),
                lines,
                List.of(new Chunk(4, ended, owner)),
                List.of()));
  }

  static BatchProgress refused(StoredBatch batch) {
    return BatchProgress.begin(batch, new Claim(2, "b"))
        .refused(List.of(new LineError(3, "invalid_json_line", "no JSON", null)))
        .in(BatchState.FAILED, NOW)
        .withFiles(null, "file-errors");
  }
}
