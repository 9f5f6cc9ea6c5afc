/**
 * The decision on a request: policies, limits, counters, and the record of accepted requests. Pure:
 * no Kafka, no Avro, no clock; time is a parameter.
 */
package dev.sluice.admission;
