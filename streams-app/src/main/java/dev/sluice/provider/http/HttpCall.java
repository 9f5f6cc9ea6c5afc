package dev.sluice.provider.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A request without its credential.
 *
 * @param path below the server's base URL, with a leading slash
 * @param body read-only
 * @param adjustments what of the attempt was changed to fit its model
 */
public record HttpCall(
    String method,
    String path,
    Map<String, String> headers,
    ByteBuffer body,
    List<String> adjustments) {
  public HttpCall {
    headers = Map.copyOf(headers);
    body = body.asReadOnlyBuffer();
    adjustments = List.copyOf(adjustments);
  }

  /** Of an attempt that fits as it is. */
  public HttpCall(String method, String path, Map<String, String> headers, ByteBuffer body) {
    this(method, path, headers, body, List.of());
  }
}
