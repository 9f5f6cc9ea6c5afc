package dev.sluice.gateway;

/** The commands of Kafka's own tools that mend a topic. Pure. */
public record TopicCommands(String bootstrapServers) {

  String alter(String topic, String key, Object value) {
    String text = String.valueOf(value);
    return "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config %s=%s"
        .formatted(
            bootstrapServers,
            topic,
            key,
            // the tool takes a comma for the next setting
            text.contains(",") ? "[" + text + "]" : text);
  }

  String delete() {
    return "kafka-topics.sh --bootstrap-server %s --delete --topic TOPIC"
        .formatted(bootstrapServers);
  }

  /** Replicas are added by a plan that lists them for each partition. */
  String reassign() {
    return "kafka-reassign-partitions.sh --bootstrap-server %s --reassignment-json-file FILE --execute"
        .formatted(bootstrapServers);
  }
}
