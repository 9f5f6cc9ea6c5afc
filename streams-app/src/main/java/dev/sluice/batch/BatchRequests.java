package dev.sluice.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.Creation;
import dev.sluice.http.openai.Past;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The requests of one batch. The same line always becomes the same request, so what is published
 * again is a repetition to the gateway.
 *
 * @param batchId unique
 * @param keyId the tenant's key that spends
 * @param deadline after which no answer is awaited
 */
public record BatchRequests(String batchId, String keyId, Instant deadline) {

  String requestId(String customId) {
    return batchId + "/" + customId;
  }

  /** The line that became the request; -1 if it is not of this batch. */
  int lineOf(String requestId, BatchIndex index) {
    String prefix = requestId("");
    return requestId.startsWith(prefix) ? index.find(requestId.substring(prefix.length())) : -1;
  }

  /**
   * It waits for its limits, unless its body says otherwise, and for as long as the batch at most.
   *
   * @throws BadParameter as the API would answer the body
   */
  public Creation of(BatchLine line) throws BadParameter {
    ObjectNode body = line.body().deepCopy();
    JsonNode own = body.path("sluice");
    if (own.isMissingNode() || own.isNull()) {
      own = body.putObject("sluice");
    }
    if (own instanceof ObjectNode fields) {
      if (fields.path("on_limit").asText("").isEmpty()) {
        fields.put("on_limit", "wait");
      }
      if (!fields.has("batch")) {
        fields.put("batch", true);
      }
      if (isLater(fields.path("deadline"))) {
        fields.put("deadline", deadline.toString());
      }
    }
    return line.api().form().read(body, Past.NONE, requestId(line.customId()), keyId, false);
  }

  /** What is no time is left to the API to refuse. */
  private boolean isLater(JsonNode own) {
    if (own.isMissingNode() || own.isNull()) {
      return true;
    }
    try {
      return Instant.parse(own.asText()).isAfter(deadline);
    } catch (DateTimeException noTime) {
      return false;
    }
  }
}
