package dev.sluice.gateway.overview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.store.v1.WebhookRow;
import dev.sluice.webhook.WebhookEvent;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of a call's webhook, by the rows of those that are pending: another one for each try,
 * and none any more when it was accepted or given up. Used once.
 */
final class WebhookSteps {
  private static final List<String> ENDS =
      List.of("completed", "incomplete", "failed", "cancelled");

  private final Set<String> pending = new HashSet<>();
  private long goneAt;
  private boolean known;

  /** Of all ends that the call may have come to. */
  static Set<String> eventIds(String pollingId) {
    return ENDS.stream()
        .map(end -> WebhookEvent.of(pollingId, end, Instant.EPOCH).id())
        .collect(Collectors.toSet());
  }

  void put(String key, WebhookRow row, ObjectNode step) {
    known = true;
    pending.add(key);
    step.put("type", row.getType())
        .put("tries", row.getTries())
        .put("not_before", row.getDue().toEpochMilli());
  }

  void gone(String key, long at) {
    pending.remove(key);
    goneAt = at;
  }

  /** When it was accepted or given up; empty if it is pending, or there is none. */
  OptionalLong closedAt() {
    return known && pending.isEmpty() ? OptionalLong.of(goneAt) : OptionalLong.empty();
  }
}
