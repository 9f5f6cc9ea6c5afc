/** Tells from the topics alone whether the gateway decided as it should have. */
package dev.sluice.bench.check;
