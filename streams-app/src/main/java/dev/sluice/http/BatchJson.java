package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.batch.LineError;
import dev.sluice.batch.store.BatchProgress;
import dev.sluice.batch.store.BatchState;
import dev.sluice.batch.store.KnownBatch;
import dev.sluice.batch.store.StoredBatch;
import dev.sluice.batch.store.StoredCancel;
import dev.sluice.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A batch as OpenAI's API shows it. Pure. */
final class BatchJson {
  private static final List<BatchState> TIMES =
      List.of(
          BatchState.IN_PROGRESS,
          BatchState.FINALIZING,
          BatchState.COMPLETED,
          BatchState.FAILED,
          BatchState.EXPIRED,
          BatchState.CANCELLED);

  private BatchJson() {}

  static ObjectNode of(KnownBatch batch) {
    StoredBatch asked = batch.asked();
    BatchProgress progress = batch.progress();
    ObjectNode json =
        Json.object()
            .put("id", asked.id())
            .put("object", "batch")
            .put("endpoint", asked.endpoint())
            .put("input_file_id", asked.input().id())
            .put("completion_window", asked.window())
            .put("status", batch.state().text())
            .put("output_file_id", progress == null ? null : progress.outputFile())
            .put("error_file_id", progress == null ? null : progress.errorFile())
            .put("created_at", asked.createdAt().getEpochSecond())
            .put("expires_at", asked.expiresAt().getEpochSecond());
    Map<BatchState, Instant> times = progress == null ? Map.of() : progress.times();
    TIMES.forEach(state -> json.put(state.text() + "_at", seconds(times.get(state))));
    StoredCancel cancel = batch.cancel();
    json.put("cancelling_at", cancel == null ? null : seconds(cancel.at()));
    addErrors(json, progress == null ? List.of() : progress.problems());
    json.putObject("request_counts")
        .put("total", batch.counts().total())
        .put("completed", batch.counts().completed())
        .put("failed", batch.counts().failed());
    if (asked.metadata().isEmpty()) {
      json.putNull("metadata");
    } else {
      ObjectNode metadata = json.putObject("metadata");
      new TreeMap<>(asked.metadata()).forEach(metadata::put);
    }
    return json;
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : (Long) time.getEpochSecond();
  }

  private static void addErrors(ObjectNode json, List<LineError> problems) {
    if (problems.isEmpty()) {
      json.putNull("errors");
      return;
    }
    ArrayNode data = json.putObject("errors").put("object", "list").putArray("data");
    for (LineError problem : problems) {
      ObjectNode error =
          data.addObject()
              .put("code", problem.code())
              .put("message", problem.message())
              .put("param", problem.param());
      error.put("line", problem.line() == 0 ? null : (Integer) problem.line());
    }
  }
}
