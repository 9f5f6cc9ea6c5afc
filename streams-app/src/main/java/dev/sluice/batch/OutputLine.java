package dev.sluice.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request of a batch, in the format of OpenAI's output and error files: has a
 * response, whatever its status, or an error.
 *
 * @param id of the line
 */
public record OutputLine(
    String id, String customId, @Nullable Response response, @Nullable Problem error) {

  /**
   * What the API would have answered.
   *
   * @param requestId the request's ID on the topics
   */
  public record Response(int status, String requestId, ObjectNode body) {}

  /** Why there is none. */
  public record Problem(String code, String message) {
    static final Problem EXPIRED =
        new Problem(
            "batch_expired", "The batch's time was over before this request could be answered.");
  }

  /** How a line counts. */
  public enum Kind {
    ANSWERED,
    FAILED,
    EXPIRED
  }

  public Kind kind() {
    if (response == null) {
      return Kind.EXPIRED;
    }
    return response.status() < 400 ? Kind.ANSWERED : Kind.FAILED;
  }

  /** The line without its end. */
  public byte[] toBytes() {
    ObjectNode json = Json.object().put("id", id).put("custom_id", customId);
    if (response == null) {
      json.putNull("response");
    } else {
      json.putObject("response")
          .put("status_code", response.status())
          .put("request_id", response.requestId())
          .set("body", response.body());
    }
    if (error == null) {
      json.putNull("error");
    } else {
      json.putObject("error").put("code", error.code()).put("message", error.message());
    }
    return Json.bytes(json);
  }

  /** Empty for what {@link #toBytes} has not written. */
  public static Optional<OutputLine> read(byte[] line) {
    JsonNode json = Json.parse(line);
    if (json == null) {
      return Optional.empty();
    }
    String id = Json.text(json.path("id"));
    String customId = Json.text(json.path("custom_id"));
    JsonNode answer = json.path("response");
    Response response =
        answer.path("body") instanceof ObjectNode body
            ? new Response(
                answer.path("status_code").asInt(), answer.path("request_id").asText(), body)
            : null;
    JsonNode failed = json.path("error");
    Problem error =
        failed.isObject()
            ? new Problem(failed.path("code").asText(), failed.path("message").asText())
            : null;
    return id == null || customId == null || (response == null) == (error == null)
        ? Optional.empty()
        : Optional.of(new OutputLine(id, customId, response, error));
  }
}
