package dev.sluice.batch.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.batch.LineError;
import dev.sluice.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of the table as bytes: JSON, with a format's number. Pure. */
public final class StoredJson {
  private static final int FORMAT = 1;
  private static final String FILE = "file";
  private static final String BATCH = "batch";
  private static final String CANCEL = "cancel";
  private static final String PROGRESS = "progress";

  private StoredJson() {}

  public static byte[] toBytes(Stored object) {
    ObjectNode json = Json.object().put("format", FORMAT);
    if (object instanceof StoredFile file) {
      write(json.put("kind", FILE), file);
    } else if (object instanceof StoredBatch batch) {
      write(json.put("kind", BATCH), batch);
    } else if (object instanceof StoredCancel cancel) {
      json.put("kind", CANCEL)
          .put("id", cancel.batchId())
          .put("tenant", cancel.tenant())
          .put("at", cancel.at().toString());
    } else if (object instanceof BatchProgress progress) {
      write(json.put("kind", PROGRESS), progress);
    }
    return Json.bytes(json);
  }

  private static void write(ObjectNode json, StoredFile file) {
    json.put("id", file.id())
        .put("tenant", file.tenant())
        .put("name", file.name())
        .put("purpose", file.purpose())
        .put("created_at", file.createdAt().toString());
    Instant expiresAt = file.expiresAt();
    if (expiresAt != null) {
      json.put("expires_at", expiresAt.toString());
    }
    write(json.putArray("chunks"), file.chunks());
  }

  private static void write(ArrayNode json, List<Chunk> chunks) {
    chunks.forEach(
        chunk -> json.addArray().add(chunk.offset()).add(chunk.length()).add(chunk.writer()));
  }

  private static void write(ObjectNode json, StoredBatch batch) {
    json.put("id", batch.id())
        .put("tenant", batch.tenant())
        .put("key_id", batch.keyId())
        .put("endpoint", batch.endpoint())
        .put("window", batch.window())
        .put("created_at", batch.createdAt().toString())
        .put("expires_at", batch.expiresAt().toString());
    write(json.putObject("input"), batch.input());
    ObjectNode metadata = json.putObject("metadata");
    new TreeMap<>(batch.metadata()).forEach(metadata::put);
  }

  private static void write(ObjectNode json, BatchProgress progress) {
    json.put("id", progress.batchId())
        .put("tenant", progress.tenant())
        .put("epoch", progress.claim().epoch())
        .put("owner", progress.claim().owner())
        .put("state", progress.state().text())
        .put("total", progress.counts().total())
        .put("completed", progress.counts().completed())
        .put("failed", progress.counts().failed())
        .put("expired", progress.counts().expired())
        .put("output_file", progress.outputFile())
        .put("error_file", progress.errorFile());
    ObjectNode times = json.putObject("times");
    progress.times().forEach((state, at) -> times.put(state.text(), at.toString()));
    BatchOutputs outputs = progress.outputs();
    ObjectNode positions = json.putObject("positions");
    new TreeMap<>(outputs.positions()).forEach(positions::put);
    json.put("ended", Base64.getEncoder().encodeToString(outputs.ended().toByteArray()));
    write(json.putArray("answers"), outputs.answers());
    write(json.putArray("errors"), outputs.errors());
    ArrayNode problems = json.putArray("problems");
    progress
        .problems()
        .forEach(
            each ->
                problems
                    .addObject()
                    .put("line", each.line())
                    .put("code", each.code())
                    .put("message", each.message())
                    .put("param", each.param()));
  }

  /** Empty for what {@link #toBytes} of this release has not written. */
  public static Optional<Stored> read(byte[] bytes) {
    JsonNode json = Json.parse(bytes);
    if (json == null || json.path("format").asInt() != FORMAT) {
      return Optional.empty();
    }
    try {
      return switch (json.path("kind").asText()) {
        case FILE -> Optional.of(file(json));
        case BATCH -> Optional.of(batch(json));
        case CANCEL ->
            Optional.of(new StoredCancel(text(json, "id"), text(json, "tenant"), time(json, "at")));
        case PROGRESS -> Optional.of(progress(json));
        default -> Optional.empty();
      };
    } catch (DateTimeException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static StoredFile file(JsonNode json) {
    return new StoredFile(
        text(json, "id"),
        text(json, "tenant"),
        text(json, "name"),
        text(json, "purpose"),
        time(json, "created_at"),
        json.has("expires_at") ? time(json, "expires_at") : null,
        chunks(json.path("chunks")));
  }

  private static List<Chunk> chunks(JsonNode json) {
    List<Chunk> chunks = new ArrayList<>();
    json.forEach(
        each ->
            chunks.add(
                new Chunk(each.path(0).asLong(), each.path(1).asInt(), each.path(2).asText())));
    return chunks;
  }

  private static StoredBatch batch(JsonNode json) {
    Map<String, String> metadata = new HashMap<>();
    json.path("metadata")
        .properties()
        .forEach(each -> metadata.put(each.getKey(), each.getValue().asText()));
    return new StoredBatch(
        text(json, "id"),
        text(json, "tenant"),
        text(json, "key_id"),
        text(json, "endpoint"),
        file(json.path("input")),
        text(json, "window"),
        time(json, "created_at"),
        time(json, "expires_at"),
        metadata);
  }

  private static BatchProgress progress(JsonNode json) {
    Map<BatchState, Instant> times = new HashMap<>();
    json.path("times")
        .properties()
        .forEach(each -> times.put(state(each.getKey()), Instant.parse(each.getValue().asText())));
    Map<String, Long> positions = new HashMap<>();
    json.path("positions")
        .properties()
        .forEach(each -> positions.put(each.getKey(), each.getValue().asLong()));
    List<LineError> problems = new ArrayList<>();
    json.path("problems")
        .forEach(
            each ->
                problems.add(
                    new LineError(
                        each.path("line").asInt(),
                        text(each, "code"),
                        text(each, "message"),
                        Json.text(each.path("param")))));
    BitSet ended = BitSet.valueOf(Base64.getDecoder().decode(json.path("ended").asText()));
    return new BatchProgress(
        text(json, "id"),
        text(json, "tenant"),
        new Claim(json.path("epoch").asLong(), text(json, "owner")),
        state(text(json, "state")),
        times,
        new BatchCounts(
            json.path("total").asInt(),
            json.path("completed").asInt(),
            json.path("failed").asInt(),
            json.path("expired").asInt()),
        new BatchOutputs(
            positions, ended, chunks(json.path("answers")), chunks(json.path("errors"))),
        problems,
        optional(json, "output_file"),
        optional(json, "error_file"));
  }

  private static BatchState state(String text) {
    return BatchState.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Instant time(JsonNode json, String field) {
    return Instant.parse(text(json, field));
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException(field + " is no text");
    }
    return Objects.requireNonNull(json.path(field).textValue());
  }

  private static @Nullable String optional(JsonNode json, String field) {
    return Json.text(json.path(field));
  }
}
