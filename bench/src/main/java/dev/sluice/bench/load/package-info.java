/**
 * Publishes requests at a rate or as fast as they end, sees them come back, and knows how long each
 * took.
 */
package dev.sluice.bench.load;
