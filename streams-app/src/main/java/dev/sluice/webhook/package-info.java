/**
 * Webhooks as values: the event, its signature, the times of its attempts, the permitted addresses.
 * Pure.
 */
@NullMarked
package dev.sluice.webhook;

import org.jspecify.annotations.NullMarked;
