/** Tells traces of calls by OpenTelemetry. */
package dev.sluice.gateway.tracing;
