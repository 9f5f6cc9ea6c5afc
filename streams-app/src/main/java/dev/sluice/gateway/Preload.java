package dev.sluice.gateway;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.LoggerFactory;

/**
 * Loads what every start needs whatever the settings say, on a thread of its own while they are
 * read: the log's configuration, RocksDB's library, and the tables of Kafka's settings.
 */
public final class Preload {
  private Preload() {}

  /** Returns at once. A failure shows where the thing is needed. */
  public static void begin() {
    Thread thread = new Thread(Preload::load, "sluice-preload");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    LoggerFactory.getLogger(Preload.class)
        .debug(
            "settings known: {} {} {} {}",
            AdminClientConfig.configNames().size(),
            ConsumerConfig.configNames().size(),
            ProducerConfig.configNames().size(),
            StreamsConfig.configDef().names().size());
    StateDirectory.loadRocksDb();
  }
}
