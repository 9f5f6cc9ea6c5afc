package dev.sluice.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The content of a webhook, in the form of OpenAI's: that a call has ended, and how, but not its
 * result. Immutable; any thread.
 *
 * @param type such as {@code response.completed}
 */
public record WebhookEvent(String pollingId, String type, Instant endedAt) {
  private static final int ID_BYTES = 16;

  /**
   * @param status of the response: completed, incomplete, failed or cancelled
   */
  public static WebhookEvent of(String pollingId, String status, Instant endedAt) {
    return new WebhookEvent(pollingId, "response." + status, endedAt);
  }

  /** Derived from the end alone, so that receivers recognize repetitions. */
  public String id() {
    byte[] hash = Hashing.sha256().hashString(type + " " + pollingId, UTF_8).asBytes();
    return "evt_" + HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
  }

  /** JSON in UTF-8; the same bytes for each attempt. */
  public byte[] body() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("object", "event");
    event.put("id", id());
    event.put("type", type);
    event.put("created_at", endedAt.getEpochSecond());
    event.putObject("data").put("id", pollingId);
    return event.toString().getBytes(UTF_8);
  }
}
