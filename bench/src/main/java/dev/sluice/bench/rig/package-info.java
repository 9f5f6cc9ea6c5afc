/**
 * The processes that are measured: broker, gateway, baseline and provider, each a JVM of its own.
 */
package dev.sluice.bench.rig;
