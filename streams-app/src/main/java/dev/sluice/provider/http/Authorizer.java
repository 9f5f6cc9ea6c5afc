package dev.sluice.provider.http;

import dev.sluice.failure.FailureException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Authorizes requests with more than a constant header: with a token that is fetched and expires,
 * or with a signature. Any thread.
 */
public interface Authorizer extends AutoCloseable {

  /**
   * What authorizes one request.
   *
   * @param headers in place of the codec's own of the same names
   * @param secrets that must not leave the gateway, whoever repeats them
   */
  record Authorization(Map<String, String> headers, Set<String> secrets) {
    public Authorization {
      headers = Map.copyOf(headers);
      secrets = Set.copyOf(secrets);
    }

    /** Names the headers alone. */
    @Override
    public String toString() {
      return "Authorization[headers=" + headers.keySet() + "]";
    }
  }

  /**
   * Authorizes one request. Never blocks.
   *
   * @return a future of this request alone, which the caller may cancel; fails with a {@link
   *     FailureException} if there is no credential, and with anything else if the connection for
   *     it failed
   */
  CompletableFuture<Authorization> authorize(HttpCall call, URI uri);

  @Override
  void close();
}
