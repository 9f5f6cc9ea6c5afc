package dev.sluice.provider;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A request to a provider before it has a credential.
 *
 * @param path below the provider's base URL, with a leading slash
 * @param body read-only
 */
record HttpCall(String method, String path, Map<String, String> headers, ByteBuffer body) {
  HttpCall {
    headers = Map.copyOf(headers);
    body = body.asReadOnlyBuffer();
  }
}
