package dev.sluice.delivery;

import dev.sluice.webhook.TrySchedule;
import dev.sluice.wire.RowFormats;

/**
 * What the operator sets for the delivery of webhooks.
 *
 * @param maxInFlightPerTenant the most tries under way for one tenant, 1 or more
 * @param maxPendingPerTenant the most webhooks of one tenant that are kept, 1 or more
 * @param rows in which formats the store is written
 */
public record DeliverySettings(
    TrySchedule schedule, int maxInFlightPerTenant, int maxPendingPerTenant, RowFormats rows) {}
