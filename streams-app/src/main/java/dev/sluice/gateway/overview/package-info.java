/**
 * Gathers what the operators' page shows: from this process's tasks and stores, and from topics.
 */
package dev.sluice.gateway.overview;
