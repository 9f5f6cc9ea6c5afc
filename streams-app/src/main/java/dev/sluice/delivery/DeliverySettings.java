package dev.sluice.delivery;

import dev.sluice.webhook.RetrySchedule;
import dev.sluice.wire.RowFormats;

/**
 * The operator's settings for the delivery of webhooks.
 *
 * @param maxInFlightPerTenant the most concurrent attempts for one tenant, 1 or more
 * @param maxPendingPerTenant the most stored webhooks of one tenant, 1 or more
 * @param rows the formats in which the store is written
 */
public record DeliverySettings(
    RetrySchedule schedule, int maxInFlightPerTenant, int maxPendingPerTenant, RowFormats rows) {}
