/** Registers what the parts count with Micrometer. */
package dev.sluice.gateway.metrics;
