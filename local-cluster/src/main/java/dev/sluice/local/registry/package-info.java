/**
 * A small schema registry: the part of Confluent's HTTP interface that clients use, for Avro, over
 * Confluent's own schema and compatibility classes. Its state is one file of changes.
 */
package dev.sluice.local.registry;
