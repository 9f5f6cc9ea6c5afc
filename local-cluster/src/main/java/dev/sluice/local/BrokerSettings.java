package dev.sluice.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** The settings of a node's server. */
final class BrokerSettings {

  private static final String LOOPBACK = "127.0.0.1:";
  private static final String CLIENTS = "CLIENTS";

  private BrokerSettings() {}

  static Properties of(Path dir, Node node) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(node.quorum().nodeId()));
    settings.put("controller.quorum.voters", node.quorum().voters());
    settings.put(
        "listeners",
        "%s://%s%d,CONTROLLER://%s%d"
            .formatted(
                CLIENTS, LOOPBACK, node.kafkaPort(), LOOPBACK, node.quorum().controllerPort()));
    settings.put("advertised.listeners", CLIENTS + "://" + LOOPBACK + node.kafkaPort());
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", CLIENTS);
    settings.put(
        "listener.security.protocol.map",
        "%s:%s,CONTROLLER:PLAINTEXT"
            .formatted(CLIENTS, node.security() == null ? "PLAINTEXT" : "SASL_SSL"));
    if (node.security() != null) {
      node.security().secure(settings, CLIENTS);
    }
    settings.put("log.dirs", dir.toString());
    settings.put("auto.create.topics.enable", "false");
    // without it a restart waits until the session of the broker before it has passed
    settings.put("controlled.shutdown.enable", "true");
    // how long a restart waits after a kill; shorter and a busy machine fences its only broker
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "250");
    recordsOf16MiB(settings);
    replicas(settings, node.quorum());
    quickGroups(settings);
    smallFootprint(settings);
    return settings;
  }

  /** Records of 16 MiB and what a batch adds to them. */
  private static void recordsOf16MiB(Properties settings) {
    settings.put("message.max.bytes", Integer.toString(17 << 20));
    settings.put("replica.fetch.max.bytes", Integer.toString(17 << 20));
    settings.put("socket.request.max.bytes", Integer.toString(100 << 20));
  }

  /** One on each node; nothing is written while more than one node is away. */
  private static void replicas(Properties settings, Quorum quorum) {
    String nodes = Integer.toString(quorum.nodes());
    String inSync = Integer.toString(quorum.minInSyncReplicas());
    settings.put("default.replication.factor", nodes);
    settings.put("min.insync.replicas", inSync);
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      settings.put(topic + ".num.partitions", nodes);
      settings.put(topic + ".replication.factor", nodes);
      settings.put(topic + ".segment.bytes", Integer.toString(16 << 20));
    }
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
    // a transaction that follows another one at once waits this long for the markers (KAFKA-18654)
    settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
  }

  private static void quickGroups(Properties settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.streams.initial.rebalance.delay.ms", "0");
    settings.put("group.streams.heartbeat.interval.ms", "1000");
    settings.put("group.streams.min.heartbeat.interval.ms", "500");
    settings.put("group.streams.min.session.timeout.ms", "6000");
  }

  private static void smallFootprint(Properties settings) {
    settings.put("log.segment.bytes", Integer.toString(64 << 20));
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    settings.put("metadata.log.segment.bytes", Integer.toString(16 << 20));
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
  }
}
