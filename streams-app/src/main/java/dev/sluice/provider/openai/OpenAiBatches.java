package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ProviderBatch;
import dev.sluice.json.Json;
import dev.sluice.provider.http.BatchApi;
import dev.sluice.provider.http.BatchLine;
import dev.sluice.provider.http.BatchStatus;
import dev.sluice.provider.http.BatchTimes;
import dev.sluice.provider.http.HttpCall;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The batch endpoints of OpenAI, and of Azure, which differ in {@link BatchForm}. */
final class OpenAiBatches implements BatchApi {
  /** The batch's name here, in its metadata. */
  static final String NAME = "sluice_batch";

  /** How far apart the clocks of both sides may be. */
  private static final Duration SLACK = Duration.ofMinutes(10);

  private static final Set<String> ENDED = Set.of("completed", "failed", "expired", "cancelled");

  /** Of files that the provider still looks through; Azure's words. */
  private static final Set<String> PENDING = Set.of("pending", "running", "uploading");

  /** The only one there is. */
  private static final String WINDOW = "24h";

  private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");

  private final BatchForm form;

  OpenAiBatches(BatchForm form) {
    this.form = form;
  }

  @Override
  public Set<String> leftOut() {
    return Set.of("service_tier", "stream", "stream_options");
  }

  @Override
  public byte[] input(Map<String, ObjectNode> bodies) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    bodies.forEach(
        (id, body) -> {
          ObjectNode line =
              Json.object()
                  .put("custom_id", id)
                  .put("method", "POST")
                  .put("url", form.endpoint())
                  .set("body", body);
          lines.writeBytes(Json.bytes(line));
          lines.write('\n');
        });
    return lines.toByteArray();
  }

  @Override
  public HttpCall upload(byte[] input) {
    return new HttpCall(
        "POST",
        form.path("/files"),
        Map.of("Accept", "application/json", "Content-Type", BatchUpload.MEDIA_TYPE),
        ByteBuffer.wrap(BatchUpload.of(form, input)));
  }

  @Override
  public @Nullable HttpCall pending(JsonNode file) {
    String id = Json.text(file.path("id"));
    return id != null && PENDING.contains(word(file.path("status")))
        ? get("/files/" + BatchForm.encoded(id))
        : null;
  }

  @Override
  public HttpCall create(ProviderBatch batch, @Nullable String fileId, byte[] input) {
    ObjectNode body =
        Json.object()
            .put("input_file_id", fileId)
            .put("endpoint", form.endpoint())
            .put("completion_window", WINDOW);
    body.putObject("metadata").put(NAME, batch.batchId());
    return new HttpCall(
        "POST",
        form.path("/batches"),
        Map.of(
            "Accept",
            "application/json",
            "Content-Type",
            "application/json",
            "Idempotency-Key",
            batch.batchId()),
        ByteBuffer.wrap(Json.bytes(body)));
  }

  @Override
  public HttpCall list(@Nullable String after) {
    return get("/batches?limit=100" + (after == null ? "" : "&after=" + BatchForm.encoded(after)));
  }

  @Override
  public Match match(JsonNode listed, ProviderBatch sought, Set<String> attemptIds) {
    if (listed.path("metadata").path(NAME).asText("").equals(sought.batchId())) {
      return Match.OURS;
    }
    Instant created = BatchTimes.read(listed.path("created_at"));
    return created != null && created.isBefore(sought.since().minus(SLACK))
        ? Match.TOO_OLD
        : Match.OTHER;
  }

  @Override
  public HttpCall status(String id) {
    return get("/batches/" + BatchForm.encoded(id));
  }

  @Override
  public HttpCall cancel(String id) {
    return new HttpCall(
        "POST",
        form.path("/batches/" + BatchForm.encoded(id) + "/cancel"),
        HEADERS,
        ByteBuffer.allocate(0));
  }

  @Override
  public @Nullable BatchStatus read(JsonNode batch) {
    String id = Json.text(batch.path("id"));
    String status = word(batch.path("status"));
    if (id == null || status.isEmpty()) {
      return null;
    }
    List<HttpCall> results = new ArrayList<>();
    for (String file : List.of("output_file_id", "error_file_id")) {
      // some servers write an empty text for none
      String fileId = Json.text(batch.path(file));
      if (fileId != null) {
        results.add(get("/files/" + BatchForm.encoded(fileId) + "/content"));
      }
    }
    return new BatchStatus(id, ENDED.contains(status), results, complaint(status, batch));
  }

  private static @Nullable String complaint(String status, JsonNode batch) {
    List<String> messages = new ArrayList<>();
    for (JsonNode error : batch.path("errors").path("data")) {
      String message = Json.text(error.path("message"));
      if (message != null && messages.size() < 3) {
        messages.add(message);
      }
    }
    if (!messages.isEmpty()) {
      return String.join("; ", messages);
    }
    return status.equals("completed") ? null : "the batch is " + status;
  }

  @Override
  public @Nullable BatchLine line(JsonNode line) {
    return OpenAiBatchLines.read(line);
  }

  private HttpCall get(String path) {
    return new HttpCall("GET", form.path(path), HEADERS, ByteBuffer.allocate(0));
  }

  /** Azure begins its words with a capital letter. */
  private static String word(JsonNode status) {
    return status.asText("").toLowerCase(Locale.ROOT);
  }
}
