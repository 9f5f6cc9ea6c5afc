package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.Json;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that is not written yet. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reply(int status, Map<String, String> headers, byte[] body) {

  public static Reply of(int status, ObjectNode body) {
    return new Reply(status, Map.of(), Json.bytes(body));
  }

  public static Reply of(ApiError error) {
    Reply reply = of(error.status(), Json.body(error));
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

  public void writeTo(Context ctx) {
    writeHeadTo(ctx);
    ctx.result(body);
  }

  public void writeHeadTo(Context ctx) {
    headers.forEach(ctx::header);
    ctx.status(status).contentType(Json.CONTENT_TYPE);
  }
}
