/**
 * Delivers webhooks: a small Kafka Streams application of its own beside the gateway's, so that
 * neither affects the other's state or failures.
 */
@NullMarked
package dev.sluice.delivery;

import org.jspecify.annotations.NullMarked;
