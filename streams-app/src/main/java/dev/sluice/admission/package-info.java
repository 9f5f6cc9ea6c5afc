/**
 * The decision on a request: policies, limits, the rows that count, and the memory of what was
 * accepted. Pure: no Kafka, no Avro, no clock; time is a parameter.
 */
package dev.sluice.admission;
