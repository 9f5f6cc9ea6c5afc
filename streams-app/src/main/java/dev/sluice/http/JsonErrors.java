package dev.sluice.http;

import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.Reply;
import dev.sluice.json.Json;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers in OpenAI's form what the server refuses before a handler sees it: malformed requests,
 * headers and bodies that are too large. Never reveals the cause. Immutable; any thread.
 */
final class JsonErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Reply.CONTENT_TYPE);
    if (!response.getHeaders().contains(HeaderNames.REQUEST_ID)) {
      response.getHeaders().put(HeaderNames.REQUEST_ID, newRequestId());
    }
    byte[] body = Json.bytes(ApiError.ofStatus(status, HttpStatus.getMessage(status)).toJson());
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  static String newRequestId() {
    return "req_" + UUID.randomUUID().toString().replace("-", "");
  }
}
