package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Size;
import dev.sluice.config.TopicSettings;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TopicRulesTest {
  private static final TopicNames NAMES = new TopicNames("sluice.");

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("requests", "message.timestamp.type", "CreateTime", "LogAppendTime"),
        Arguments.of("results", "message.timestamp.type", "LogAppendTime", "CreateTime"),
        Arguments.of("deltas", "message.timestamp.type", "CreateTime", "LogAppendTime"),
        Arguments.of("deltas", "cleanup.policy", "compact", "delete"),
        Arguments.of("files", "cleanup.policy", "delete", "[compact,delete]"),
        Arguments.of("batches", "cleanup.policy", "compact", "[compact,delete]"),
        Arguments.of("requests", "cleanup.policy", "compact", "delete"),
        Arguments.of("attempts", "cleanup.policy", "compact,delete", "delete"),
        Arguments.of("tenants", "cleanup.policy", "delete", "compact"),
        Arguments.of("commands", "max.message.bytes", "1048588", "16777216"),
        Arguments.of("attempts", "retention.ms", "60000", "86400000"),
        Arguments.of("errors", "min.insync.replicas", "1", "2"),
        Arguments.of("errors", "min.insync.replicas", "4", "2"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void shouldNameTheCommandThatMendsWhatBreaksAPromise(
      String topic, String key, String value, String needed) {
    // Given
    Map<String, TopicRules.Actual> topics = created(3);
    topics.compute(NAMES.prefix() + topic, (name, is) -> with(is, key, value));

    // When
    List<TopicFinding> findings = rules(4, 3).findings(topics);

    // Then
    assertThat(TopicFinding.notes(findings)).isEmpty();
    assertThat(TopicFinding.faults(findings))
        .singleElement()
        .asString()
        .contains("topic sluice." + topic + " has " + key + "=" + value)
        .contains(
            "kafka-configs.sh --bootstrap-server broker:9092 --alter --entity-type topics"
                + (" --entity-name sluice." + topic + " --add-config " + key + "=" + needed));
  }

  static Stream<Arguments> notes() {
    return Stream.of(
        Arguments.of("results", "retention.ms", "-1"),
        Arguments.of("results", "retention.ms", "60000"),
        Arguments.of("deltas", "retention.ms", "60000"),
        Arguments.of("requests", "retention.ms", "7200000"),
        Arguments.of("requests", "retention.bytes", "1000000"),
        Arguments.of("requests", "min.insync.replicas", "3"));
  }

  @ParameterizedTest
  @MethodSource("notes")
  void shouldOnlyNoteWhatBreaksNoPromise(String topic, String key, String value) {
    // Given
    Map<String, TopicRules.Actual> topics = created(3);
    topics.compute(NAMES.prefix() + topic, (name, is) -> with(is, key, value));

    // When
    List<TopicFinding> findings = rules(4, 3).findings(topics);

    // Then
    assertThat(TopicFinding.faults(findings)).isEmpty();
    assertThat(TopicFinding.notes(findings))
        .singleElement()
        .asString()
        .contains("sluice." + topic)
        .contains(key + "=" + value);
  }

  @Test
  void shouldFindNothingOnTopicsAsTheyAreCreated() {
    // When
    List<TopicFinding> replicated = rules(4, 3).findings(created(3));
    List<TopicFinding> byDefault = rules(4, -1).findings(created(1));

    // Then
    assertThat(replicated).isEmpty();
    assertThat(byDefault).isEmpty();
  }

  @Test
  void shouldKeepDeltasAsLongAsTheFileSaysInSegmentsThatAreSoonDeleted() {
    // When
    NewTopic deltas =
        rules(4, -1).wanted().stream()
            .filter(topic -> topic.name().equals(NAMES.deltas()))
            .findFirst()
            .orElseThrow();

    // Then
    assertThat(deltas.numPartitions()).isEqualTo(4);
    assertThat(deltas.configs())
        .containsEntry("retention.ms", "3600000")
        .containsEntry("segment.ms", "900000")
        .containsEntry("cleanup.policy", "delete");
  }

  @Test
  void shouldRefuseFewerReplicasThanTheFileSays() {
    // When
    List<TopicFinding> findings = rules(4, 3).findings(created(1));

    // Then
    assertThat(TopicFinding.faults(findings))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains("sluice.requests has 1 replicas, and topics.replication_factor is 3")
                    .contains("kafka-reassign-partitions.sh"));
  }

  @Test
  void shouldNoteMoreReplicasThanTheFileSays() {
    // When
    List<TopicFinding> findings = rules(4, 2).findings(created(3));

    // Then
    assertThat(TopicFinding.faults(findings)).isEmpty();
    assertThat(TopicFinding.notes(findings)).hasSize(NAMES.all().size());
  }

  @Test
  void shouldNoteAnotherNumberOfPartitionsAndRefuseUnequalOnes() {
    // Given
    Map<String, TopicRules.Actual> unequal = created(3);
    unequal.compute(
        NAMES.errors(), (name, is) -> new TopicRules.Actual(3, is.leastReplicas(), is.config()));

    // When
    List<TopicFinding> another = rules(12, 3).findings(created(3));
    List<TopicFinding> different = rules(4, 3).findings(unequal);

    // Then
    assertThat(another)
        .containsExactly(
            TopicFinding.note(
                "the topics have 4 partitions, and topics.partitions is 12; the number can't be"
                    + " changed, so set topics.partitions to 4"));
    assertThat(TopicFinding.faults(different))
        .singleElement()
        .asString()
        .contains("same number of partitions", "sluice.errors=3");
  }

  private static TopicRules rules(int partitions, int replicationFactor) {
    return new TopicRules(
        NAMES,
        new TopicSettings("sluice.", partitions, replicationFactor, new Size(16 << 20), false),
        Duration.ofHours(1),
        Duration.ofDays(30),
        new TopicCommands("broker:9092"));
  }

  /** All topics, as {@code sluice topics} creates them. */
  private static Map<String, TopicRules.Actual> created(int replicas) {
    Map<String, String> defaults =
        Map.of("cleanup.policy", "delete", "min.insync.replicas", "1", "retention.bytes", "-1");
    UnaryOperator<Map<String, String>> withDefaults =
        config -> {
          Map<String, String> all = new HashMap<>(defaults);
          all.putAll(config);
          return all;
        };
    Map<String, TopicRules.Actual> topics = new HashMap<>();
    for (NewTopic topic : rules(4, replicas).wanted()) {
      topics.put(
          topic.name(), new TopicRules.Actual(4, replicas, withDefaults.apply(topic.configs())));
    }
    return topics;
  }

  private static TopicRules.Actual with(TopicRules.Actual topic, String key, String value) {
    Map<String, String> config = new HashMap<>(topic.config());
    config.put(key, value);
    return new TopicRules.Actual(topic.partitions(), topic.leastReplicas(), config);
  }
}
