/**
 * Webhooks as values: the event, its signature, the times of its tries, the addresses that may be
 * told. Pure.
 */
@NullMarked
package dev.sluice.webhook;

import org.jspecify.annotations.NullMarked;
