package dev.sluice.provider.http;

import dev.sluice.provider.Exchange;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Sends requests. Any thread. */
public interface HttpTransport {

  /**
   * Starts one exchange. Neither blocks nor throws.
   *
   * @param provider whose exchange it is; each provider has connections of its own
   * @param headers in place of the call's
   * @param timeout for the whole exchange; positive
   * @param receiver receives exactly one end
   */
  Exchange send(
      String provider,
      URI uri,
      HttpCall call,
      Map<String, String> headers,
      Duration timeout,
      HttpReceiver receiver);
}
