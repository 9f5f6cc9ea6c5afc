package dev.sluice.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.jspecify.annotations.Nullable;

/** Where the view's partitions are, according to Kafka Streams. Immutable; any thread. */
public final class StreamsReplicas implements Replicas {
  private final KafkaStreams streams;
  private final String topic;
  private final @Nullable String self;

  /**
   * @param topic one that the tasks read
   * @param self this process's own {@code host:port}; null if it has none, and then it knows of no
   *     other
   */
  public StreamsReplicas(KafkaStreams streams, String topic, @Nullable String self) {
    this.streams = streams;
    this.topic = topic;
    this.self = self;
  }

  @Override
  public boolean isHere(int partition) {
    TopicPartition wanted = new TopicPartition(topic, partition);
    try {
      return streams.metadataForLocalThreads().stream()
          .flatMap(thread -> thread.activeTasks().stream())
          .anyMatch(task -> task.topicPartitions().contains(wanted));
    } catch (KafkaException | IllegalStateException notRunning) {
      return false;
    }
  }

  @Override
  public List<String> elsewhere(int partition) {
    if (self == null) {
      return List.of();
    }
    TopicPartition wanted = new TopicPartition(topic, partition);
    try {
      Collection<StreamsMetadata> all = streams.metadataForAllStreamsClients();
      List<String> hosts = new ArrayList<>();
      add(all, StreamsMetadata::topicPartitions, wanted, hosts);
      add(all, StreamsMetadata::standbyTopicPartitions, wanted, hosts);
      return hosts;
    } catch (KafkaException | IllegalStateException notRunning) {
      return List.of();
    }
  }

  /** The {@code host:port} of all other processes; empty if this one has none. */
  public List<String> others() {
    if (self == null) {
      return List.of();
    }
    try {
      return streams.metadataForAllStreamsClients().stream()
          .filter(each -> each.port() > 0)
          .map(each -> each.host() + ":" + each.port())
          .filter(host -> !host.equals(self))
          .distinct()
          .sorted()
          .toList();
    } catch (KafkaException | IllegalStateException notRunning) {
      return List.of();
    }
  }

  private void add(
      Collection<StreamsMetadata> all,
      Function<StreamsMetadata, Set<TopicPartition>> partitions,
      TopicPartition wanted,
      List<String> hosts) {
    for (StreamsMetadata each : all) {
      String host = each.host() + ":" + each.port();
      if (partitions.apply(each).contains(wanted)
          && !host.equals(self)
          && !hosts.contains(host)
          && each.port() > 0) {
        hosts.add(host);
      }
    }
  }
}
