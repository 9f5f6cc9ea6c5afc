package dev.sluice.provider.http;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A request without its credential.
 *
 * @param path below the server's base URL, with a leading slash
 * @param body read-only
 */
public record HttpCall(String method, String path, Map<String, String> headers, ByteBuffer body) {
  public HttpCall {
    headers = Map.copyOf(headers);
    body = body.asReadOnlyBuffer();
  }
}
