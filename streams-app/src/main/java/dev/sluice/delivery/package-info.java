/**
 * Delivers webhooks: a small Kafka Streams application of its own beside the gateway's, so that
 * neither its state nor its troubles are the gateway's.
 */
@NullMarked
package dev.sluice.delivery;

import org.jspecify.annotations.NullMarked;
