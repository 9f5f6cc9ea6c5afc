/**
 * The Kafka Streams application: the one method that builds the topology, its processor, stores and
 * serdes. What it decides is decided in pure packages; here it is read, written and forwarded.
 */
package dev.sluice.topology;
