package dev.sluice.gateway;

import dev.sluice.wire.RegistrySerdes;
import java.util.Map;

/**
 * What the query service reads and writes topics by.
 *
 * @param producer the settings of a producer for large records
 * @param partitions that each topic has
 */
record QueryClients(
    KafkaClients kafka, Map<String, Object> producer, RegistrySerdes wire, int partitions) {}
