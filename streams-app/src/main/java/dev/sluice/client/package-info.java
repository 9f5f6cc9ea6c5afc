/**
 * A client of a running gateway, by its topics: publishes requests and policies, reads events, and
 * holds outcomes against what was expected.
 */
package dev.sluice.client;
