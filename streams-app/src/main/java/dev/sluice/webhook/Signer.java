package dev.sluice.webhook;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signs webhooks as Standard Webhooks specifies, with each of its secrets, so that a receiver can
 * rotate them. Immutable; any thread.
 */
public final class Signer {
  private final List<WebhookSecret> secrets;

  /**
   * @param secrets at least one
   */
  public Signer(List<WebhookSecret> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /**
   * The headers of one attempt.
   *
   * @param id the same for each attempt
   * @param now of this attempt, by which receivers recognize old copies
   */
  public Map<String, String> headers(String id, Instant now, byte[] body) {
    long timestamp = now.getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", String.valueOf(timestamp));
    headers.put(
        "webhook-signature",
        secrets.stream()
            .map(secret -> secret.sign(id, timestamp, body))
            .collect(Collectors.joining(" ")));
    return headers;
  }
}
