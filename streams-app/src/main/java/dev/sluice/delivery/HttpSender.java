package dev.sluice.delivery;

import dev.sluice.provider.errors.RetryAfter;
import dev.sluice.provider.http.HttpCall;
import dev.sluice.provider.http.HttpEngine;
import dev.sluice.provider.http.HttpResult;
import dev.sluice.provider.http.RefusedAddressException;
import dev.sluice.webhook.AddressGuard;
import dev.sluice.webhook.DeliveryResult;
import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.PendingWebhook;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends webhooks over HTTP, to addresses that the guard permits. Follows no redirect, and reads
 * only the status and headers of an answer. Any thread.
 */
public final class HttpSender implements Sender, AutoCloseable {
  private static final int MOST_BODY_BYTES = 16 * 1024;

  private final HttpEngine engine;
  private final Duration timeout;
  private final InstantSource clock;

  private HttpSender(HttpEngine engine, Duration timeout, InstantSource clock) {
    this.engine = engine;
    this.timeout = timeout;
    this.clock = clock;
  }

  /**
   * @param timeout of one attempt
   * @param maxConnections of one tenant
   */
  public static HttpSender open(
      AddressGuard guard, Duration timeout, int maxConnections, InstantSource clock) {
    HttpEngine engine = HttpEngine.guarded(MOST_BODY_BYTES, maxConnections, guard::permits);
    return new HttpSender(engine.start(), timeout, clock);
  }

  @Override
  public void send(PendingWebhook webhook, Endpoint.At endpoint, Consumer<DeliveryResult> onEnd) {
    byte[] body = webhook.event().body();
    Map<String, String> headers =
        new HashMap<>(endpoint.signer().headers(webhook.event().id(), clock.instant(), body));
    headers.put("Content-Type", "application/json");
    var unused =
        engine.send(
            webhook.tenant(),
            endpoint.uri(),
            new HttpCall("POST", "", Map.of(), ByteBuffer.wrap(body)),
            headers,
            timeout,
            end -> onEnd.accept(told(end)));
  }

  private DeliveryResult told(HttpResult end) {
    if (end instanceof HttpResult.Replied replied) {
      return answered(replied.status(), replied.headers());
    }
    // a receiver that says 200 and then breaks off has accepted it
    if (end instanceof HttpResult.TooLarge large) {
      return answered(large.status(), large.headers());
    }
    if (end instanceof HttpResult.BrokenOff broken) {
      return answered(broken.status(), broken.headers());
    }
    if (end instanceof HttpResult.TimedOut) {
      return new DeliveryResult.Unanswered("no answer in " + timeout.toMillis() + " ms");
    }
    if (end instanceof HttpResult.Broken broken) {
      return new DeliveryResult.Unanswered(
          broken.cause() instanceof RefusedAddressException
              ? "its address is not public, and webhooks.allow_addresses does not name it"
              : "no connection: " + broken.cause().getClass().getSimpleName());
    }
    return new DeliveryResult.Unanswered("broken off");
  }

  private DeliveryResult answered(int status, Map<String, List<String>> headers) {
    return new DeliveryResult.Answered(status, RetryAfter.of(headers, clock.instant()));
  }

  /** Exchanges under way end as unanswered. */
  @Override
  public void close() {
    engine.close();
  }
}
