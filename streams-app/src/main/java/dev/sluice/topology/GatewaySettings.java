package dev.sluice.topology;

import dev.sluice.admission.Policy;
import dev.sluice.admission.Prices;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.wire.RequestLimits;
import dev.sluice.wire.RequestSignatures;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the operator sets for the topology, and what the topics are.
 *
 * @param partitions of each topic
 * @param rows in which formats the stores are written
 * @param defaultPolicy for tenants without one; null refuses them
 * @param taskCredit the most calls of one task that are at providers, 1 or more
 * @param taskCreditBytes the most bytes of their payloads, 1 or more
 * @param maxQueued the most queued requests of a tenant whose policy names no number
 * @param maxAttempts the most attempts that one call may pay for
 * @param lease how long an owner may be silent before its calls are taken over
 * @param sweep how often deadlines and leases are looked at; a wall-clock punctuation commits, so
 *     not under a second in production
 * @param longestDeadline the latest deadline that a request may name, from its arrival deadline
 * @param prices of models; one without a price serves no tenant that has a limit of spend
 * @param defaultMaxOutputTokens the most output tokens where neither request nor target names any
 * @param signatures checks those that policies demand
 * @param webhooks what policies may ask for
 * @param rawBytesCap how much of an unreadable record its error record keeps, in bytes
 */
public record GatewaySettings(
    TopicNames topics,
    int partitions,
    RowFormats rows,
    @Nullable Policy defaultPolicy,
    int taskCredit,
    long taskCreditBytes,
    int maxQueued,
    int maxAttempts,
    Duration lease,
    Duration sweep,
    Duration longestDeadline,
    Duration viewRetention,
    RequestLimits requestLimits,
    int rawBytesCap,
    Prices prices,
    int defaultMaxOutputTokens,
    RequestSignatures signatures,
    WebhookTerms webhooks) {}
