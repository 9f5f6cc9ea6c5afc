package dev.sluice.gateway;

import dev.sluice.wire.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates Sluice's topics, and reports what is wrong with existing ones. Blocks on the broker; not
 * for stream threads.
 */
public final class Topics {
  private static final String DAY_MS = String.valueOf(24L * 60 * 60 * 1000);
  private static final String WEEK_MS = String.valueOf(7L * 24 * 60 * 60 * 1000);

  private final Admin admin;
  private final TopicNames names;

  public Topics(Admin admin, TopicNames names) {
    this.admin = admin;
    this.names = names;
  }

  /**
   * Creates the missing topics and leaves the others alone.
   *
   * @param replicationFactor -1 for the broker's default
   * @return the names of the created ones
   */
  List<String> create(int partitions, short replicationFactor, int maxMessageBytes)
      throws ExecutionException, InterruptedException {
    List<NewTopic> wanted = wanted(partitions, replicationFactor, maxMessageBytes);
    List<String> created = new ArrayList<>();
    for (var result : admin.createTopics(wanted).values().entrySet()) {
      try {
        result.getValue().get();
        created.add(result.getKey());
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof TopicExistsException)) {
          throw failed;
        }
      }
    }
    return created;
  }

  /** All topics with the settings they are created with. */
  public List<NewTopic> wanted(int partitions, short replicationFactor, int maxMessageBytes) {
    List<NewTopic> wanted = new ArrayList<>();
    for (String name : names.all()) {
      Map<String, String> config = new TreeMap<>(required(name));
      config.putAll(advised(name));
      config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxMessageBytes));
      wanted.add(
          new NewTopic(
                  name,
                  Optional.of(partitions),
                  replicationFactor < 1 ? Optional.empty() : Optional.of(replicationFactor))
              .configs(config));
    }
    return wanted;
  }

  /** What keeps the gateway from starting on these topics; empty if nothing does. */
  List<String> problems() throws ExecutionException, InterruptedException {
    Set<String> present = admin.listTopics().names().get();
    List<String> missing = names.all().stream().filter(name -> !present.contains(name)).toList();
    if (!missing.isEmpty()) {
      return List.of(
          "topics are missing: " + String.join(", ", missing) + "; `sluice topics` creates them");
    }
    List<String> problems = new ArrayList<>();
    Map<String, Integer> partitions = new LinkedHashMap<>();
    try {
      for (TopicDescription topic :
          admin.describeTopics(names.all()).allTopicNames().get().values()) {
        partitions.put(topic.name(), topic.partitions().size());
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        return List.of(
            "topics are not known to every broker yet: " + failed.getCause().getMessage());
      }
      throw failed;
    }
    // Streams does not check sources of the Processor API for co-partitioning
    if (Set.copyOf(partitions.values()).size() > 1) {
      problems.add(
          "all topics must have the same number of partitions, for life: "
              + new TreeMap<>(partitions));
    }
    for (Map.Entry<String, Config> topic : configs(names.all()).entrySet()) {
      required(topic.getKey())
          .forEach(
              (key, value) -> {
                String actual = topic.getValue().get(key).value();
                if (!value.equals(actual)) {
                  problems.add(
                      "topic "
                          + topic.getKey()
                          + " has "
                          + key
                          + "="
                          + actual
                          + ", needs "
                          + value);
                }
              });
    }
    return problems;
  }

  private Map<String, Config> configs(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return admin.describeConfigs(resources).all().get().entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
  }

  /** A promise breaks without these. */
  private Map<String, String> required(String topic) {
    if (topic.equals(names.requests())) {
      // the broker's clock is the limiter's clock
      return Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    }
    if (topic.equals(names.tenants())) {
      return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact");
    }
    return Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
  }

  private Map<String, String> advised(String topic) {
    if (topic.equals(names.tenants())) {
      return Map.of();
    }
    boolean internal = topic.equals(names.attempts()) || topic.equals(names.commands());
    return Map.of(TopicConfig.RETENTION_MS_CONFIG, internal ? DAY_MS : WEEK_MS);
  }
}
