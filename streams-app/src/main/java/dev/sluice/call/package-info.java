/**
 * An accepted request on its way to an answer: the state machine of a call, routes, targets,
 * polling IDs, and the interfaces to what makes the calls. Pure: no Kafka, no HTTP, no clock.
 */
package dev.sluice.call;
