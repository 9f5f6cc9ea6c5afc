package dev.sluice.provider.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** OpenAI's files and batches. Any thread. */
final class StubOpenAi {
  private final StubStore store;
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger uploaded = new AtomicInteger();

  /** An input file, and whose it is. */
  record Upload(String key, Map<String, String> form) {}

  StubOpenAi(StubStore store) {
    this.store = store;
  }

  List<Upload> uploads() {
    return List.copyOf(uploads.values());
  }

  void handle(StubExchange exchange) throws IOException {
    String[] path = exchange.path().split("/", -1);
    if (path[1].equals("files")) {
      files(exchange, path);
    } else if (path.length == 2) {
      if (exchange.posts()) {
        create(exchange);
      } else {
        exchange.reply(200, page(store.page(exchange.key(), exchange.query("after"))));
      }
    } else {
      StubBatch batch = store.find(path[2], exchange.key());
      if (batch == null) {
        exchange.refuse(404, "invalid_request_error", "No batch found with id " + path[2]);
        return;
      }
      if (path.length == 4) {
        batch.cancel();
      } else {
        store.polled(batch);
      }
      exchange.reply(200, json(batch));
    }
  }

  private void files(StubExchange exchange, String[] path) throws IOException {
    if (exchange.posts()) {
      Map<String, String> form = exchange.form();
      if (form == null || !form.getOrDefault("purpose", "").equals("batch")) {
        exchange.refuse(400, "invalid_request_error", "no file for a batch");
        return;
      }
      String id = "file-" + uploaded.incrementAndGet();
      uploads.put(id, new Upload(exchange.key(), form));
      exchange.reply(200, file(id, store.faults().looksThroughFiles() ? "pending" : "processed"));
      return;
    }
    if (path.length == 3) {
      exchange.reply(200, file(path[2], "processed"));
      return;
    }
    boolean errors = path[2].startsWith("errors-");
    StubBatch batch = store.find(path[2].replaceFirst("^(output|errors)-", ""), exchange.key());
    if (batch == null) {
      exchange.refuse(404, "invalid_request_error", "No such File object: " + path[2]);
    } else {
      exchange.reply(200, "application/jsonl", lines(batch, errors).getBytes(UTF_8));
    }
  }

  private static ObjectNode file(String id, String status) {
    return Json.object().put("id", id).put("object", "file").put("status", status);
  }

  private void create(StubExchange exchange) throws IOException {
    JsonNode wanted = exchange.json();
    Upload file = uploads.get(wanted.path("input_file_id").asText());
    if (file == null || !file.key().equals(exchange.key())) {
      exchange.refuse(400, "invalid_request_error", "no such input file");
      return;
    }
    Map<String, JsonNode> bodies = new LinkedHashMap<>();
    for (String text : file.form().getOrDefault("file", "").strip().split("\n", -1)) {
      JsonNode line = Objects.requireNonNull(Json.parse(text), "a line of the file");
      bodies.put(line.path("custom_id").asText(), line.path("body"));
    }
    String name = wanted.path("metadata").path("sluice_batch").asText("");
    store.create(exchange, name, bodies, this::json);
  }

  private ObjectNode page(StubStore.Page page) {
    ObjectNode json = Json.object().put("object", "list").put("has_more", page.more());
    ArrayNode data = json.putArray("data");
    page.batches().forEach(batch -> data.add(json(batch)));
    return json;
  }

  private ObjectNode json(StubBatch batch) {
    ObjectNode json =
        Json.object()
            .put("id", batch.id())
            .put("object", "batch")
            .put("status", batch.state().name().toLowerCase(Locale.ROOT))
            .put("created_at", batch.createdAt().getEpochSecond());
    json.putObject("metadata").put("sluice_batch", batch.name());
    if (batch.state() == StubBatch.State.FAILED) {
      ObjectNode error = json.putObject("errors").putArray("data").addObject();
      error.put("code", "invalid").put("message", store.faults().invalid());
    } else if (batch.ended()) {
      // a real one has an empty text, or none at all
      json.put("output_file_id", lines(batch, false).isEmpty() ? "" : "output-" + batch.id());
      json.put("error_file_id", lines(batch, true).isEmpty() ? "" : "errors-" + batch.id());
    }
    return json;
  }

  private String lines(StubBatch batch, boolean errors) {
    StringBuilder lines = new StringBuilder();
    for (String customId : store.resultOrder(batch)) {
      ObjectNode line = line(batch, customId, errors);
      if (line != null) {
        lines.append(line).append('\n');
      }
    }
    return lines.toString();
  }

  /** Null if its place is in the other file. */
  private @Nullable ObjectNode line(StubBatch batch, String customId, boolean errors) {
    ObjectNode line = Json.object().put("id", "batch_req_" + customId).put("custom_id", customId);
    boolean cancelled = batch.state() == StubBatch.State.CANCELLED;
    StubFaults.Refusal refusal = store.faults().refusal(customId);
    boolean undone = cancelled || store.faults().isExpired(customId);
    if (errors != (undone || refusal != null)) {
      return null;
    }
    if (undone) {
      line.putNull("response")
          .putObject("error")
          .put("code", cancelled ? "batch_cancelled" : "batch_expired")
          .put("message", "This request could not be executed in time.");
      return line;
    }
    boolean responses = batch.bodies().getOrDefault(customId, Json.object()).has("input");
    ObjectNode response = line.putNull("error").putObject("response").put("request_id", "req-1");
    if (refusal != null) {
      response.put("status_code", refusal.status());
      response.putObject("body").set("error", refusal.error());
    } else {
      response.put("status_code", 200);
      response.set(
          "body", responses ? StubAnswers.responses(customId) : StubAnswers.chat(customId));
    }
    return line;
  }
}
