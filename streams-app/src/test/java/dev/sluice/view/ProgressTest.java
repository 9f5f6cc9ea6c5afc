package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final ViewTopology.Topics TOPICS =
      new ViewTopology.Topics("p.polling", "p.results", "p.errors");
  private static final TopicPartition POLLING = new TopicPartition(TOPICS.polling(), 3);

  private final Map<MetricName, Metric> metrics = new HashMap<>();
  private final Map<TopicPartition, Long> polled = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Progress progress =
      new Progress(
          () -> metrics, () -> List.of(new OneThread(new Task(polled, committed))), TOPICS);

  @Test
  void shouldBeCaughtUpWhenAllIsFetchedAndCommitted() {
    // Given
    lag(TOPICS.polling(), 0);
    lag(TOPICS.results(), 0);
    lag(TOPICS.errors(), 0);
    polled.put(POLLING, 41L);
    committed.put(POLLING, 43L);

    // When
    boolean caughtUp = progress.isCaughtUp(3);

    // Then
    assertThat(caughtUp).isTrue();
    assertThat(progress.isCaughtUp(4)).isFalse();
  }

  @Test
  void shouldNotBeCaughtUpWhenATopicHasMoreToFetch() {
    // Given
    lag(TOPICS.polling(), 0);
    lag(TOPICS.results(), 1);
    lag(TOPICS.errors(), 0);

    // When
    boolean caughtUp = progress.isCaughtUp(3);

    // Then
    assertThat(caughtUp).isFalse();
  }

  @Test
  void shouldNotBeCaughtUpWhenWhatWasFetchedIsNotCommitted() {
    // Given
    lag(TOPICS.polling(), 0);
    lag(TOPICS.results(), 0);
    lag(TOPICS.errors(), 0);
    polled.put(POLLING, 41L);
    committed.put(POLLING, 41L);

    // When
    boolean caughtUp = progress.isCaughtUp(3);

    // Then
    assertThat(caughtUp).isFalse();
  }

  @Test
  void shouldNotBeCaughtUpWhenNothingIsKnownOfATopic() {
    // Given
    lag(TOPICS.polling(), 0);
    lag(TOPICS.results(), 0);

    // When
    boolean caughtUp = progress.isCaughtUp(3);

    // Then
    assertThat(caughtUp).isFalse();
  }

  @Test
  void shouldNotBeCaughtUpWhenTheStreamsHaveNotStarted() {
    // Given
    Progress notStarted =
        new Progress(
            () -> metrics,
            () -> {
              throw new StreamsNotStartedException("not started");
            },
            TOPICS);

    // When
    boolean caughtUp = notStarted.isCaughtUp(3);

    // Then
    assertThat(caughtUp).isFalse();
  }

  private void lag(String topic, double records) {
    MetricName name =
        new MetricName(
            "records-lag",
            "consumer-fetch-manager-metrics",
            "",
            Map.of("topic", topic, "partition", "3"));
    metrics.put(name, new Lag(name, records));
  }

  private record Lag(MetricName metricName, Double metricValue) implements Metric {}

  private record OneThread(TaskMetadata task) implements ThreadMetadata {
    @Override
    public Set<TaskMetadata> activeTasks() {
      return Set.of(task);
    }

    @Override
    public Set<TaskMetadata> standbyTasks() {
      return Set.of();
    }

    @Override
    public String threadState() {
      return "RUNNING";
    }

    @Override
    public String threadName() {
      return "thread";
    }

    @Override
    public String consumerClientId() {
      return "consumer";
    }

    @Override
    public String restoreConsumerClientId() {
      return "restore";
    }

    @Override
    public Set<String> producerClientIds() {
      return Set.of();
    }

    @Override
    public String adminClientId() {
      return "admin";
    }
  }

  private record Task(
      Map<TopicPartition, Long> endOffsets, Map<TopicPartition, Long> committedOffsets)
      implements TaskMetadata {
    @Override
    public TaskId taskId() {
      return new TaskId(1, 3);
    }

    @Override
    public Set<TopicPartition> topicPartitions() {
      return Set.of(
          POLLING, new TopicPartition(TOPICS.results(), 3), new TopicPartition(TOPICS.errors(), 3));
    }

    @Override
    public Optional<Long> timeCurrentIdlingStarted() {
      return Optional.empty();
    }
  }
}
