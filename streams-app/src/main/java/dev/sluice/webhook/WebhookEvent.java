package dev.sluice.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.google.common.hash.Hashing;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The content of a webhook, in the form of OpenAI's: that a call has ended, and how, but not its
 * result; or that something else has happened. Immutable; any thread.
 *
 * @param subject what it is about: the polling ID of the call, or the event's own name
 * @param type such as {@code response.completed}
 * @param endedAt when it happened
 * @param data what it says, as a JSON object; null for the end of a call
 */
public record WebhookEvent(String subject, String type, Instant endedAt, @Nullable String data) {
  private static final int ID_BYTES = 16;

  /**
   * @param status of the response: completed, incomplete, failed or cancelled
   */
  public static WebhookEvent of(String pollingId, String status, Instant endedAt) {
    return new WebhookEvent(pollingId, "response." + status, endedAt, null);
  }

  /** Derived from what it is about alone, so that receivers recognize repetitions. */
  public String id() {
    byte[] hash = Hashing.sha256().hashString(type + " " + subject, UTF_8).asBytes();
    return "evt_" + HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
  }

  /** JSON in UTF-8; the same bytes for each attempt. */
  public byte[] body() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("object", "event");
    event.put("id", id());
    event.put("type", type);
    event.put("created_at", endedAt.getEpochSecond());
    if (data == null) {
      event.putObject("data").put("id", subject);
    } else {
      event.putRawValue("data", new RawValue(data));
    }
    return event.toString().getBytes(UTF_8);
  }
}
