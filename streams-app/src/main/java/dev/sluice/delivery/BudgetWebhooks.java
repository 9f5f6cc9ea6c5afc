package dev.sluice.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.Limit;
import dev.sluice.webhook.WebhookEvent;
import java.util.Locale;

/** Webhooks of limits whose use has reached a threshold. Pure. */
final class BudgetWebhooks {
  private static final String TYPE = "budget.threshold";

  private BudgetWebhooks() {}

  static WebhookEvent of(BudgetEvent event) {
    Limit limit = event.getLimit();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("id", event.getEventId());
    data.put("tenant", event.getTenant());
    data.put("scope", event.getScope());
    data.put("description", event.getDescription());
    data.put("metric", limit.getMetric().name().toLowerCase(Locale.ROOT));
    data.put("window", limit.getWindow().name().toLowerCase(Locale.ROOT));
    data.put("threshold", event.getThreshold());
    data.put("used", event.getUsed());
    data.put("reserved", event.getReserved());
    data.put("amount", limit.getAmount());
    data.put("window_start", event.getWindowStart().getEpochSecond());
    data.put("window_end", event.getWindowEnd().getEpochSecond());
    return new WebhookEvent(event.getEventId(), TYPE, event.getOccurredAt(), data.toString());
  }
}
