package dev.sluice.view;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/**
 * Determines from the metrics and metadata of this instance's streams whether a partition of the
 * view has processed everything committed to its topics. Immutable; any thread.
 *
 * <p>Streams offers no lag of source topics. The consumer's metric counts to the last stable
 * offset, and its position has passed transaction markers, while offsets of records never reach the
 * end.
 */
final class Progress {
  private static final String GROUP = "consumer-fetch-manager-metrics";
  private static final String LAG = "records-lag";

  private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
  private final Supplier<? extends Collection<ThreadMetadata>> threads;
  private final List<String> topics;

  Progress(
      Supplier<? extends Map<MetricName, ? extends Metric>> metrics,
      Supplier<? extends Collection<ThreadMetadata>> threads,
      ViewTopology.Topics topics) {
    this.metrics = metrics;
    this.threads = threads;
    this.topics = List.of(topics.polling(), topics.results(), topics.errors());
  }

  boolean isCaughtUp(int partition) {
    try {
      Collection<TaskMetadata> tasks =
          threads.get().stream().flatMap(thread -> thread.activeTasks().stream()).toList();
      return topics.stream()
          .map(topic -> new TopicPartition(topic, partition))
          .allMatch(source -> isFetched(source) && isProcessed(source, tasks));
    } catch (KafkaException | IllegalStateException notRunning) {
      return false;
    }
  }

  private boolean isFetched(TopicPartition source) {
    return metrics.get().entrySet().stream()
        .filter(metric -> isLagOf(source, metric.getKey()))
        .map(metric -> metric.getValue().metricValue())
        .anyMatch(lag -> lag instanceof Number records && records.doubleValue() <= 0);
  }

  private static boolean isLagOf(TopicPartition source, MetricName name) {
    return name.name().equals(LAG)
        && name.group().equals(GROUP)
        && source.topic().equals(name.tags().get("topic"))
        && String.valueOf(source.partition()).equals(name.tags().get("partition"));
  }

  /** The end offset of a task is that of the last record it received, committed or not. */
  private static boolean isProcessed(TopicPartition source, Collection<TaskMetadata> tasks) {
    return tasks.stream()
        .filter(task -> task.topicPartitions().contains(source))
        .anyMatch(
            task -> {
              long polled = task.endOffsets().getOrDefault(source, -1L);
              long committed = task.committedOffsets().getOrDefault(source, -1L);
              return polled < 0 || committed > polled;
            });
  }
}
