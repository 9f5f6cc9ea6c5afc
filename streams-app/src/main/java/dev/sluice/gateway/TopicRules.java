package dev.sluice.gateway;

import dev.sluice.config.TopicSettings;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How the topics have to be: how they are created, and which differences break a promise. Pure.
 *
 * @param ofDeltas the retention of what is read while it is written
 * @param ofFiles the retention of files and batches
 * @param commands what mends a topic
 */
public record TopicRules(
    TopicNames names,
    TopicSettings settings,
    Duration ofDeltas,
    Duration ofFiles,
    TopicCommands commands) {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** A gateway that is restarted, or taken over after its lease, must find what it hasn't read. */
  private static final long LEAST_RETENTION_MS = Duration.ofHours(1).toMillis();

  private static final long LEAST_SEGMENT_MS = Duration.ofMinutes(1).toMillis();

  /** Replicas of which one may be away without a loss and without a stop. */
  private static final int SAFE_REPLICAS = 3;

  /** A topic as it is. */
  record Actual(int partitions, int leastReplicas, Map<String, String> config) {
    private long number(String key) {
      return Long.parseLong(config.getOrDefault(key, "-1"));
    }
  }

  /** All topics with the settings they are created with. */
  public List<NewTopic> wanted() {
    List<NewTopic> wanted = new ArrayList<>();
    short replicas = (short) settings.replicationFactor();
    for (String name : names.all()) {
      Map<String, String> config = new TreeMap<>(required(name));
      if (!name.equals(names.tenants())) {
        config.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retentionMs(name)));
      }
      if (name.equals(names.deltas())) {
        // a segment is deleted as a whole, and by default one takes a week or 1 GiB
        long segmentMs = Math.max(LEAST_SEGMENT_MS, ofDeltas.toMillis() / 4);
        config.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(segmentMs));
      }
      if (isOfFiles(name)) {
        // what was deleted or replaced is removed from older segments only
        config.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(DAY_MS));
      }
      config.put(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(settings.maxRecordSize().bytes()));
      if (replicas >= SAFE_REPLICAS) {
        config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
      }
      wanted.add(
          new NewTopic(
                  name,
                  Optional.of(settings.partitions()),
                  replicas < 1 ? Optional.empty() : Optional.of(replicas))
              .configs(config));
    }
    return wanted;
  }

  /**
   * In the order of {@link TopicNames#all}.
   *
   * @param topics all of them
   */
  List<TopicFinding> findings(Map<String, Actual> topics) {
    List<TopicFinding> findings = new ArrayList<>(partitions(topics));
    for (String name : names.all()) {
      Actual topic = topics.get(name);
      if (topic != null) {
        replicas(name, topic, findings);
        inSync(name, topic, findings);
        required(name)
            .forEach(
                (key, value) -> {
                  if (!value.equals(topic.config().get(key))) {
                    findings.add(unfit(name, topic, key, value));
                  }
                });
        retention(name, topic, findings);
        size(name, topic, findings);
      }
    }
    return findings;
  }

  /** Streams does not check sources of the Processor API for co-partitioning. */
  private List<TopicFinding> partitions(Map<String, Actual> topics) {
    Set<Integer> numbers =
        topics.values().stream().map(Actual::partitions).collect(Collectors.toSet());
    if (numbers.size() > 1) {
      Map<String, Integer> each = new TreeMap<>();
      topics.forEach((name, topic) -> each.put(name, topic.partitions()));
      return List.of(
          TopicFinding.fault(
              "all topics must have the same number of partitions, for life: "
                  + each
                  + "; while nothing is on them, delete those that differ ("
                  + commands.delete()
                  + "), and `sluice topics` creates them"));
    }
    return numbers.stream()
        .filter(number -> number != settings.partitions())
        .map(
            number ->
                TopicFinding.note(
                    "the topics have %d partitions, and topics.partitions is %d; the number can't be changed, so set topics.partitions to %d"
                        .formatted(number, settings.partitions(), number)))
        .toList();
  }

  private void replicas(String name, Actual topic, List<TopicFinding> findings) {
    int wanted = settings.replicationFactor();
    if (wanted < 1 || topic.leastReplicas() == wanted) {
      return;
    }
    String text =
        "topic %s has %d replicas, and topics.replication_factor is %d"
            .formatted(name, topic.leastReplicas(), wanted);
    findings.add(
        topic.leastReplicas() > wanted
            ? TopicFinding.note(text)
            : TopicFinding.fault(text + "; add replicas: " + commands.reassign()));
  }

  private void inSync(String name, Actual topic, List<TopicFinding> findings) {
    String key = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
    long inSync = topic.number(key);
    int replicas = topic.leastReplicas();
    if (inSync > replicas) {
      findings.add(
          TopicFinding.fault(
              "topic %s has %s=%d and %d replicas, so that nothing can be written to it; mend it: %s"
                  .formatted(
                      name,
                      key,
                      inSync,
                      replicas,
                      commands.alter(name, key, Math.max(1, replicas - 1)))));
    } else if (inSync < 2 && Math.max(replicas, settings.replicationFactor()) >= SAFE_REPLICAS) {
      String text =
          "topic %s has %s=%d, so that records that were acknowledged are lost with one broker; mend it: %s"
              .formatted(name, key, inSync, commands.alter(name, key, 2));
      findings.add(
          settings.replicationFactor() >= SAFE_REPLICAS
              ? TopicFinding.fault(text)
              : TopicFinding.note(text));
    } else if (inSync == replicas && replicas > 1) {
      findings.add(
          TopicFinding.note(
              "topic %s has %s=%d and as many replicas: the gateway stops whenever one of their brokers is away; mend it: %s"
                  .formatted(name, key, inSync, commands.alter(name, key, replicas - 1))));
    }
  }

  private static String has(String name, Actual topic, String key) {
    return "topic " + name + " has " + key + "=" + topic.config().get(key);
  }

  private TopicFinding unfit(String name, Actual topic, String key, Object value) {
    return TopicFinding.fault(
        has(name, topic, key)
            + ", needs "
            + value
            + "; mend it: "
            + commands.alter(name, key, value));
  }

  private void retention(String name, Actual topic, List<TopicFinding> findings) {
    if (name.equals(names.tenants())) {
      return;
    }
    String key = TopicConfig.RETENTION_MS_CONFIG;
    long actual = topic.number(key);
    long wanted = retentionMs(name);
    if (actual >= 0 && actual < LEAST_RETENTION_MS && isInput(name)) {
      findings.add(unfit(name, topic, key, wanted));
    } else if (actual != wanted) {
      findings.add(
          TopicFinding.note(
              has(name, topic, key)
                  + ", is created with "
                  + wanted
                  + (actual >= 0 && actual < wanted && isInput(name)
                      ? "; what a gateway has not read by then is lost"
                      : "")));
    }
    if (topic.number(TopicConfig.RETENTION_BYTES_CONFIG) >= 0 && isInput(name)) {
      findings.add(
          TopicFinding.note(
              has(name, topic, TopicConfig.RETENTION_BYTES_CONFIG)
                  + ": a burst can delete what no gateway has read yet"));
    }
  }

  private void size(String name, Actual topic, List<TopicFinding> findings) {
    String key = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
    long needed = settings.maxRecordSize().bytes();
    if (topic.number(key) < needed) {
      findings.add(
          TopicFinding.fault(
              "%s, needs %d, which is topics.max_record_size; mend it: %s"
                  .formatted(has(name, topic, key), needed, commands.alter(name, key, needed))));
    }
  }

  /** A promise breaks without these. */
  private Map<String, String> required(String topic) {
    if (topic.equals(names.tenants())) {
      return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }
    if (isOfFiles(topic)) {
      return Map.of(
          // deleted files go at once, the others when their time is over
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          "CreateTime");
    }
    return Map.of(
        // compaction would keep one record of each tenant
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        // the broker's clock is the limiter's clock, and deltas are looked up by the request's time
        topic.equals(names.requests()) || topic.equals(names.deltas())
            ? "LogAppendTime"
            : "CreateTime");
  }

  private long retentionMs(String topic) {
    if (topic.equals(names.deltas())) {
      return ofDeltas.toMillis();
    }
    if (isOfFiles(topic)) {
      return ofFiles.toMillis();
    }
    boolean internal = topic.equals(names.attempts()) || topic.equals(names.commands());
    return internal ? DAY_MS : 7 * DAY_MS;
  }

  private boolean isOfFiles(String topic) {
    return topic.equals(names.files()) || topic.equals(names.batches());
  }

  /** Whether the gateway decides on its records. */
  private boolean isInput(String topic) {
    return names.awaitingCommits().contains(topic);
  }
}
