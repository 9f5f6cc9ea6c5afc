package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP response with a JSON body.
 *
 * @param status 200 to 599
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reply(int status, Map<String, String> headers, byte[] body) {
  public static final String CONTENT_TYPE = "application/json";

  public static Reply of(int status, ObjectNode body) {
    return new Reply(status, Map.of(), Json.bytes(body));
  }

  public static Reply of(ApiError error) {
    Reply reply = of(error.status(), error.toJson());
    Long wait = error.retryAfterSeconds();
    return wait == null ? reply : reply.with("Retry-After", String.valueOf(wait));
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body);
  }

  /** The same status and headers with another body. */
  public Reply with(ObjectNode other) {
    return new Reply(status, headers, Json.bytes(other));
  }
}
