package dev.sluice.provider.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Anthropic's message batches. Any thread. */
final class StubAnthropic {
  private static final Pattern CUSTOM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final StubStore store;

  StubAnthropic(StubStore store) {
    this.store = store;
  }

  void handle(StubExchange exchange) throws IOException {
    String[] path = exchange.path().split("/", -1);
    if (path.length == 3) {
      if (exchange.posts()) {
        create(exchange);
      } else {
        exchange.reply(200, page(store.page(exchange.key(), exchange.query("after_id"))));
      }
      return;
    }
    StubBatch batch = store.find(path[3], exchange.key());
    String action = path.length == 5 ? path[4] : "";
    if (batch == null || (action.equals("results") && !batch.ended())) {
      exchange.refuse(404, "not_found_error", "Message Batch not found");
    } else if (action.equals("results")) {
      exchange.reply(200, "application/x-jsonl", lines(batch).getBytes(UTF_8));
    } else {
      if (action.equals("cancel")) {
        batch.cancel();
      } else {
        store.polled(batch);
      }
      exchange.reply(200, json(batch));
    }
  }

  private void create(StubExchange exchange) throws IOException {
    Map<String, JsonNode> bodies = new LinkedHashMap<>();
    for (JsonNode request : exchange.json().path("requests")) {
      String customId = request.path("custom_id").asText();
      if (!CUSTOM_ID.matcher(customId).matches()) {
        exchange.refuse(400, "invalid_request_error", "custom_id: does not match the pattern");
        return;
      }
      bodies.put(customId, request.path("params"));
    }
    store.create(exchange, "", bodies, this::json);
  }

  private ObjectNode page(StubStore.Page page) {
    ObjectNode json = Json.object().put("has_more", page.more());
    ArrayNode data = json.putArray("data");
    page.batches().forEach(batch -> data.add(json(batch)));
    return json;
  }

  private ObjectNode json(StubBatch batch) {
    ObjectNode json =
        Json.object()
            .put("id", batch.id())
            .put("type", "message_batch")
            .put("processing_status", batch.ended() ? "ended" : "in_progress")
            .put("created_at", batch.createdAt().toString());
    json.putObject("request_counts")
        .put("processing", batch.ended() ? 0 : batch.bodies().size())
        .put("succeeded", batch.ended() ? batch.bodies().size() : 0)
        .put("errored", 0);
    String host = store.faults().resultsHost();
    json.put("results_url", batch.ended() && host != null ? host + "/results" : null);
    return json;
  }

  private String lines(StubBatch batch) {
    StringBuilder lines = new StringBuilder();
    for (String customId : store.resultOrder(batch)) {
      ObjectNode line = Json.object().put("custom_id", customId);
      line.set("result", result(batch, customId));
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  private ObjectNode result(StubBatch batch, String customId) {
    ObjectNode result = Json.object();
    StubFaults.Refusal refusal = store.faults().refusal(customId);
    if (batch.state() == StubBatch.State.CANCELLED) {
      return result.put("type", "canceled");
    }
    if (store.faults().isExpired(customId)) {
      return result.put("type", "expired");
    }
    if (refusal != null) {
      ObjectNode error = result.put("type", "errored").putObject("error").put("type", "error");
      error.set("error", refusal.error());
      return result;
    }
    return result.put("type", "succeeded").set("message", StubAnswers.message(customId));
  }
}
