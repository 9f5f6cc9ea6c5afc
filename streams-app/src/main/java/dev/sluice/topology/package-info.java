/**
 * The Kafka Streams application: the one method that builds the topology, its processor, stores and
 * serdes. Decisions are made in pure packages; here they are read, written and forwarded.
 */
package dev.sluice.topology;
