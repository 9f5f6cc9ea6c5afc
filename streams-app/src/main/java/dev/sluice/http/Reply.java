package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that is not written yet. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Reply(int status, Map<String, String> headers, byte[] body) {

  static Reply of(int status, ObjectNode body) {
    return new Reply(status, Map.of(), Json.bytes(body));
  }

  static Reply of(ApiError error) {
    Reply reply = of(error.status(), Json.body(error));
    Long wait = error.retryAfterSeconds();
    return wait == null ? reply : reply.with("Retry-After", String.valueOf(wait));
  }

  Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body);
  }

  /** Keeps what another answer to the same request told in its headers. */
  Reply withHeadersOf(Reply other) {
    Map<String, String> more = new LinkedHashMap<>(other.headers());
    more.putAll(headers);
    return new Reply(status, more, body);
  }

  void writeTo(Context ctx) {
    headers.forEach(ctx::header);
    ctx.status(status).contentType(Json.CONTENT_TYPE).result(body);
  }
}
