package dev.sluice.delivery;

import dev.sluice.webhook.DeliveryResult;
import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.PendingWebhook;
import dev.sluice.webhook.RetryDecision;
import dev.sluice.webhook.WebhookEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks of one partition: takes them, attempts those that are due, tenant by tenant, and
 * keeps each until it is delivered or abandoned. Confined to the stream thread.
 */
final class Deliveries {
  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  /** The most rows of one tenant that are examined at once. */
  private static final int GLANCE = 256;

  private final DeliverySettings settings;
  private final WebhookEndpoints endpoints;
  private final PendingRows rows;
  private final DeliveryDispatcher.DeliverySlots slots;
  private final DeliveryCounts counts;
  private final Map<String, TenantDeliveries> lines = new HashMap<>();

  /** The tenants in the order of their turns. */
  private final Deque<TenantDeliveries> turns = new ArrayDeque<>();

  /** Restores the state from the rows. */
  Deliveries(
      DeliverySettings settings,
      WebhookEndpoints endpoints,
      PendingRows rows,
      DeliveryDispatcher.DeliverySlots slots,
      DeliveryCounts counts) {
    this.settings = settings;
    this.endpoints = endpoints;
    this.rows = rows;
    this.slots = slots;
    this.counts = counts;
    rows.forEach((tenant, due) -> added(line(tenant), due));
  }

  void take(String tenant, WebhookEvent event, Instant now) {
    Endpoint endpoint = endpoints.find(tenant);
    if (endpoint instanceof Endpoint.None || settings.schedule().isExpired(event, now)) {
      return;
    }
    TenantDeliveries line = line(tenant);
    if (endpoint instanceof Endpoint.At at && line.isGone(at.policyVersion())) {
      counts.addGivenUp(RetryDecision.Reason.GONE, 1);
      return;
    }
    if (line.pending() >= settings.maxPendingPerTenant()) {
      counts.addGivenUp(RetryDecision.Reason.FULL, 1);
      if (!line.isFull()) {
        log.warn("too many webhooks of tenant {} are pending; further ones are dropped", tenant);
      }
      return;
    }
    PendingWebhook webhook = new PendingWebhook(tenant, event, 0, now);
    rows.put(webhook);
    added(line, now.toEpochMilli());
  }

  /** Takes the results of attempts, then starts those that are due and have room. */
  void goOn(Instant now) {
    for (DeliveryDispatcher.Ended ended : slots.take()) {
      TenantDeliveries line = line(ended.webhook().tenant());
      line.ended(ended.webhook().event().id());
      settle(line, ended.webhook(), ended.endpoint().policyVersion(), ended.end(), now);
    }
    boolean room = true;
    for (int i = turns.size(); i > 0 && room; i--) {
      TenantDeliveries line = turns.remove();
      int before = line.underWay().size();
      room = !line.isDue(now.toEpochMilli()) || serve(line, now);
      if (!room && line.underWay().size() == before) {
        // it found no room at all, so it is still its turn
        turns.addFirst(line);
      } else if (line.isIdle(now.toEpochMilli())) {
        lines.remove(line.tenant);
      } else {
        turns.add(line);
      }
    }
  }

  /** The rows stay. */
  void close() {
    lines.values().forEach(line -> counts.addPending(-line.pending()));
  }

  /** False if the process has no room. */
  private boolean serve(TenantDeliveries line, Instant now) {
    Endpoint endpoint = endpoints.find(line.tenant);
    if (endpoint instanceof Endpoint.None) {
      giveUpAll(line, RetryDecision.Reason.UNWANTED);
      return true;
    }
    if (endpoint instanceof Endpoint.At at && line.isGone(at.policyVersion())) {
      giveUpAll(line, RetryDecision.Reason.GONE);
      return true;
    }
    boolean usable = endpoint instanceof Endpoint.At;
    if (usable && line.room(settings.maxInFlightPerTenant()) <= 0) {
      return true;
    }
    line.look();
    PendingRows.Due due =
        rows.due(line.tenant, line.first(), now.toEpochMilli(), GLANCE, line.underWay());
    for (PendingWebhook webhook : due.webhooks()) {
      if (settings.schedule().isExpired(webhook.event(), now)) {
        remove(line, webhook);
        abandoned(line.tenant, webhook.event(), RetryDecision.Reason.EXPIRED);
      } else if (endpoint instanceof Endpoint.Unusable unusable) {
        settle(line, webhook, 0, new DeliveryResult.Unanswered(unusable.reason()), now);
      } else if (line.room(settings.maxInFlightPerTenant()) <= 0) {
        line.looked(webhook.due().toEpochMilli());
        return true;
      } else if (slots.start(webhook, (Endpoint.At) endpoint)) {
        line.started(webhook.event().id(), webhook.due().toEpochMilli());
      } else {
        line.looked(webhook.due().toEpochMilli());
        return false;
      }
    }
    line.looked(due.next());
    return true;
  }

  private void settle(
      TenantDeliveries line,
      PendingWebhook webhook,
      long policyVersion,
      DeliveryResult end,
      Instant now) {
    RetryDecision next = settings.schedule().after(webhook, end, now);
    if (next instanceof RetryDecision.Again again) {
      // before the old row is deleted: a process that dies in between may send it twice, but not
      // lose it
      rows.put(again.webhook());
      added(line, again.webhook().due().toEpochMilli());
    }
    remove(line, webhook);
    if (next instanceof RetryDecision.Taken) {
      counts.addTaken();
      if (line.succeeded()) {
        log.info("webhooks of tenant {} are accepted again", line.tenant);
      }
      return;
    }
    counts.addFailedTry();
    Instant endpointFrom = next instanceof RetryDecision.Again again ? again.endpointFrom() : now;
    if (!line.failed(endpointFrom.toEpochMilli())) {
      log.warn("webhooks of tenant {} are not accepted: {}", line.tenant, end);
    }
    if (next instanceof RetryDecision.GivenUp given) {
      if (given.reason() == RetryDecision.Reason.GONE) {
        line.gone(policyVersion);
      }
      abandoned(line.tenant, webhook.event(), given.reason());
    }
  }

  private void giveUpAll(TenantDeliveries line, RetryDecision.Reason reason) {
    line.look();
    PendingRows.Due all =
        rows.due(line.tenant, line.first(), PendingRows.NEVER, GLANCE, line.underWay());
    all.webhooks().forEach(webhook -> remove(line, webhook));
    counts.addGivenUp(reason, all.webhooks().size());
    log.warn(
        "{} webhooks of tenant {} are abandoned: {}", all.webhooks().size(), line.tenant, reason);
    line.looked(all.next() == PendingRows.NEVER ? PendingRows.NEVER : line.first());
  }

  private void abandoned(String tenant, WebhookEvent event, RetryDecision.Reason reason) {
    counts.addGivenUp(reason, 1);
    log.warn(
        "webhook {} of tenant {} for {} is abandoned: {}",
        event.id(),
        tenant,
        event.pollingId(),
        reason);
  }

  private TenantDeliveries line(String tenant) {
    return lines.computeIfAbsent(
        tenant,
        name -> {
          TenantDeliveries line = new TenantDeliveries(name);
          turns.add(line);
          return line;
        });
  }

  private void added(TenantDeliveries line, long due) {
    line.added(due);
    counts.addPending(1);
  }

  private void remove(TenantDeliveries line, PendingWebhook webhook) {
    rows.remove(webhook);
    line.removed();
    counts.addPending(-1);
  }
}
