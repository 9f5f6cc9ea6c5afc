package dev.sluice.gateway;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.MissingRights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates Sluice's topics, and looks at existing ones. Blocks on the broker; not for stream
 * threads.
 */
public record Topics(Admin admin, TopicRules rules, KafkaFaults faults) {

  /**
   * Creates the missing topics and leaves the others alone.
   *
   * @return the names of the created ones
   * @throws StartException if the broker refuses one
   */
  public List<String> create() throws StartException, ExecutionException, InterruptedException {
    List<String> created = new ArrayList<>();
    for (var topic : admin.createTopics(rules.wanted()).values().entrySet()) {
      try {
        topic.getValue().get();
        created.add(topic.getKey());
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof TopicExistsException)) {
          throw refused(topic.getKey(), failed);
        }
      }
    }
    return created;
  }

  private StartException refused(String topic, ExecutionException failed)
      throws ExecutionException, InterruptedException {
    Throwable why = failed.getCause();
    if (why instanceof TopicAuthorizationException) {
      return new StartException(
          ExitStatus.NOT_AUTHORIZED,
          new MissingRights(rules.commands().bootstrapServers()).create(topic, faults.rights()),
          failed);
    }
    if (why instanceof InvalidReplicationFactorException) {
      return new StartException(
          ExitStatus.REPLICATION_FACTOR_REFUSED,
          "topics.replication_factor is %d, more than the brokers of the cluster (%d); topic %s can't be created (%s)"
              .formatted(
                  rules.settings().replicationFactor(),
                  admin.describeCluster().nodes().get().size(),
                  topic,
                  why.getMessage()),
          failed);
    }
    if (why instanceof PolicyViolationException) {
      return new StartException(
          ExitStatus.TOPICS_UNFIT,
          "the cluster's policy refuses topic " + topic + ": " + why.getMessage(),
          failed);
    }
    return Refusals.find(faults, failed)
        .orElseGet(
            () ->
                new StartException(
                    ExitStatus.TOPICS_UNFIT,
                    "topic " + topic + " can't be created: " + why,
                    failed));
  }

  /** How the topics differ from what the settings say. */
  List<TopicFinding> findings() throws ExecutionException, InterruptedException {
    Map<String, TopicDescription> described = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        new TreeMap<>(admin.describeTopics(rules.names().all()).topicNameValues()).entrySet()) {
      try {
        described.put(topic.getKey(), topic.getValue().get());
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
          missing.add(topic.getKey());
        } else if (failed.getCause() instanceof TopicAuthorizationException) {
          hidden.add(topic.getKey());
        } else {
          throw failed;
        }
      }
    }
    List<TopicFinding> findings = new ArrayList<>();
    if (!missing.isEmpty()) {
      findings.add(
          TopicFinding.fault(
              "topics are missing: "
                  + String.join(", ", missing)
                  + "; `sluice topics` creates them"));
    }
    if (!hidden.isEmpty()) {
      findings.add(
          TopicFinding.fault(
              "topics are missing, or the principal has no DESCRIBE on them: "
                  + String.join(", ", hidden)));
    }
    findings.addAll(rules.findings(actual(described)));
    return findings;
  }

  private Map<String, TopicRules.Actual> actual(Map<String, TopicDescription> described)
      throws ExecutionException, InterruptedException {
    Map<String, Map<String, String>> configs = configs(described.keySet());
    Map<String, TopicRules.Actual> topics = new LinkedHashMap<>();
    described.forEach(
        (name, topic) ->
            topics.put(
                name,
                new TopicRules.Actual(
                    topic.partitions().size(),
                    topic.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0),
                    configs.getOrDefault(name, Map.of()))));
    return topics;
  }

  private Map<String, Map<String, String>> configs(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return admin.describeConfigs(resources).all().get().entrySet().stream()
        .collect(
            Collectors.toMap(
                topic -> topic.getKey().name(),
                topic ->
                    topic.getValue().entries().stream()
                        .filter(entry -> entry.value() != null)
                        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
  }
}
