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
    TenantDeliveries deliveries = line(tenant);
    if (endpoint instanceof Endpoint.At at && deliveries.isGone(at.policyVersion())) {
      counts.addGivenUp(RetryDecision.Reason.GONE, 1);
      return;
    }
    if (deliveries.pending() >= settings.maxPendingPerTenant()) {
      counts.addGivenUp(RetryDecision.Reason.FULL, 1);
      if (!deliveries.isFull()) {
        log.warn("too many webhooks of tenant {} are pending; further ones are dropped", tenant);
      }
      return;
    }
    PendingWebhook webhook = new PendingWebhook(tenant, event, 0, now);
    rows.put(webhook);
    added(deliveries, now.toEpochMilli());
  }

  /** Takes the results of attempts, then starts those that are due and have room. */
  void goOn(Instant now) {
    for (DeliveryDispatcher.Ended ended : slots.take()) {
      TenantDeliveries deliveries = line(ended.webhook().tenant());
      deliveries.ended(ended.webhook().event().id());
      settle(deliveries, ended.webhook(), ended.endpoint().policyVersion(), ended.end(), now);
    }
    boolean room = true;
    for (int i = turns.size(); i > 0 && room; i--) {
      TenantDeliveries deliveries = turns.remove();
      int before = deliveries.underWay().size();
      room = !deliveries.isDue(now.toEpochMilli()) || serve(deliveries, now);
      if (!room && deliveries.underWay().size() == before) {
        // it found no room at all, so it is still its turn
        turns.addFirst(deliveries);
      } else if (deliveries.isIdle(now.toEpochMilli())) {
        lines.remove(deliveries.tenant);
      } else {
        turns.add(deliveries);
      }
    }
  }

  /** The rows stay. */
  void close() {
    lines.values().forEach(deliveries -> counts.addPending(-deliveries.pending()));
  }

  /** False if the process has no room. */
  private boolean serve(TenantDeliveries deliveries, Instant now) {
    Endpoint endpoint = endpoints.find(deliveries.tenant);
    if (endpoint instanceof Endpoint.None) {
      giveUpAll(deliveries, RetryDecision.Reason.UNWANTED);
      return true;
    }
    if (endpoint instanceof Endpoint.At at && deliveries.isGone(at.policyVersion())) {
      giveUpAll(deliveries, RetryDecision.Reason.GONE);
      return true;
    }
    boolean usable = endpoint instanceof Endpoint.At;
    if (usable && deliveries.room(settings.maxInFlightPerTenant()) <= 0) {
      return true;
    }
    deliveries.look();
    PendingRows.Due due =
        rows.due(
            deliveries.tenant,
            deliveries.first(),
            now.toEpochMilli(),
            GLANCE,
            deliveries.underWay());
    for (PendingWebhook webhook : due.webhooks()) {
      if (settings.schedule().isExpired(webhook.event(), now)) {
        remove(deliveries, webhook);
        abandoned(deliveries.tenant, webhook.event(), RetryDecision.Reason.EXPIRED);
      } else if (endpoint instanceof Endpoint.Unusable unusable) {
        settle(deliveries, webhook, 0, new DeliveryResult.Unanswered(unusable.reason()), now);
      } else if (deliveries.room(settings.maxInFlightPerTenant()) <= 0) {
        deliveries.looked(webhook.due().toEpochMilli());
        return true;
      } else if (slots.start(webhook, (Endpoint.At) endpoint)) {
        deliveries.started(webhook.event().id(), webhook.due().toEpochMilli());
      } else {
        deliveries.looked(webhook.due().toEpochMilli());
        return false;
      }
    }
    deliveries.looked(due.next());
    return true;
  }

  private void settle(
      TenantDeliveries deliveries,
      PendingWebhook webhook,
      long policyVersion,
      DeliveryResult end,
      Instant now) {
    RetryDecision next = settings.schedule().after(webhook, end, now);
    if (next instanceof RetryDecision.Again again) {
      // before the old row is deleted: a process that dies in between may send it twice, but not
      // lose it
      rows.put(again.webhook());
      added(deliveries, again.webhook().due().toEpochMilli());
    }
    remove(deliveries, webhook);
    if (next instanceof RetryDecision.Taken) {
      counts.addTaken();
      if (deliveries.succeeded()) {
        log.info("webhooks of tenant {} are accepted again", deliveries.tenant);
      }
      return;
    }
    counts.addFailedTry();
    Instant endpointFrom = next instanceof RetryDecision.Again again ? again.endpointFrom() : now;
    if (!deliveries.failed(endpointFrom.toEpochMilli())) {
      log.warn("webhooks of tenant {} are not accepted: {}", deliveries.tenant, end);
    }
    if (next instanceof RetryDecision.GivenUp given) {
      if (given.reason() == RetryDecision.Reason.GONE) {
        deliveries.gone(policyVersion);
      }
      abandoned(deliveries.tenant, webhook.event(), given.reason());
    }
  }

  private void giveUpAll(TenantDeliveries deliveries, RetryDecision.Reason reason) {
    deliveries.look();
    PendingRows.Due all =
        rows.due(
            deliveries.tenant,
            deliveries.first(),
            PendingRows.NEVER,
            GLANCE,
            deliveries.underWay());
    all.webhooks().forEach(webhook -> remove(deliveries, webhook));
    counts.addGivenUp(reason, all.webhooks().size());
    log.warn(
        "{} webhooks of tenant {} are abandoned: {}",
        all.webhooks().size(),
        deliveries.tenant,
        reason);
    deliveries.looked(all.next() == PendingRows.NEVER ? PendingRows.NEVER : deliveries.first());
  }

  private void abandoned(String tenant, WebhookEvent event, RetryDecision.Reason reason) {
    counts.addGivenUp(reason, 1);
    log.warn(
        "webhook {} of tenant {} for {} is abandoned: {}",
        event.id(),
        tenant,
        event.subject(),
        reason);
  }

  private TenantDeliveries line(String tenant) {
    return lines.computeIfAbsent(
        tenant,
        name -> {
          TenantDeliveries deliveries = new TenantDeliveries(name);
          turns.add(deliveries);
          return deliveries;
        });
  }

  private void added(TenantDeliveries deliveries, long due) {
    deliveries.added(due);
    counts.addPending(1);
  }

  private void remove(TenantDeliveries deliveries, PendingWebhook webhook) {
    rows.remove(webhook);
    deliveries.removed();
    counts.addPending(-1);
  }
}
