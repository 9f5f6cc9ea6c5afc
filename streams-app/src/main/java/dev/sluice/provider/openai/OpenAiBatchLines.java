package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.http.BatchLine;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lines of the output and error files of OpenAI's batches. Pure. */
final class OpenAiBatchLines {
  /** Of requests that were never begun. */
  private static final Set<String> UNDONE = Set.of("batch_expired", "batch_cancelled");

  private static final int REQUEST_TIMEOUT = 408;

  private OpenAiBatchLines() {}

  /** Null if the line is no result. */
  static @Nullable BatchLine read(JsonNode line) {
    String id = Json.text(line.path("custom_id"));
    if (id == null) {
      return null;
    }
    JsonNode error = line.path("error");
    String code = error.path("code").asText("");
    if (UNDONE.contains(code)) {
      return BatchLine.leftUndone(id, Json.text(error.path("message")));
    }
    JsonNode response = line.path("response");
    if (response.path("body").isContainerNode() && response.path("status_code").isInt()) {
      return BatchLine.replied(
          id,
          response.path("status_code").asInt(),
          Json.text(response.path("request_id")),
          response.path("body"));
    }
    if (!error.isObject() || error.isEmpty()) {
      return BatchLine.leftUndone(id, null);
    }
    ObjectNode body = Json.object().set("error", error);
    // a reply of status 2xx with an error in it: what the error says decides
    int status = code.equals("request_timeout") ? REQUEST_TIMEOUT : 200;
    return BatchLine.replied(id, status, null, body);
  }
}
