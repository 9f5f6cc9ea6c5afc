/**
 * What a Kafka cluster permits: the rights that each role needs, and why a client was refused.
 * Pure.
 */
package dev.sluice.access;
