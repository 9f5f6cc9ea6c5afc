package dev.sluice.gateway;

import dev.sluice.access.KafkaFaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where webhooks begin when a gateway sends them for the first time: at the end of its topics, so
 * that old calls are not reported. It is committed before anything is decided: a consumer that
 * merely begins at the end commits nothing until it has read a record, and after a crash would
 * begin at another end.
 */
record WebhookStart(Admin admin, KafkaFaults faults, String group, List<String> topics) {
  private static final Logger log = LoggerFactory.getLogger(WebhookStart.class);
  private static final long PAUSE_MS = 200;

  void establish(Duration patience) throws StartException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    try {
      List<TopicPartition> missing = missing(patience);
      while (!missing.isEmpty() && !commitEnd(missing, patience)) {
        if (System.nanoTime() - until >= 0) {
          throw new StartException(
              ExitStatus.FAILED, "group " + group + " has no position on " + missing);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        missing = missing(patience);
      }
    } catch (ExecutionException | TimeoutException failed) {
      throw Refusals.find(faults, failed)
          .orElseGet(
              () ->
                  new StartException(
                      ExitStatus.FAILED,
                      "cannot commit the starting offsets of webhooks for group "
                          + group
                          + ": "
                          + faults.of(failed).line(),
                      failed));
    }
  }

  private List<TopicPartition> missing(Duration patience)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(patience);
    return admin
        .describeTopics(topics)
        .allTopicNames()
        .get(patience.toMillis(), TimeUnit.MILLISECONDS)
        .values()
        .stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .filter(partition -> committed.get(partition) == null)
        .toList();
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(Duration patience)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw failed;
    }
  }

  /** False if another process works in the group already: it has committed them, or will. */
  private boolean commitEnd(List<TopicPartition> partitions, Duration patience)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    admin
        .listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(patience.toMillis(), TimeUnit.MILLISECONDS)
        .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
    try {
      admin
          .alterConsumerGroupOffsets(group, ends)
          .all()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      log.info("webhooks begin now; calls that ended before {} are not reported", ends);
      return true;
    } catch (ExecutionException refused) {
      Throwable why = Objects.requireNonNullElse(refused.getCause(), refused);
      if (why instanceof UnknownMemberIdException || why instanceof GroupNotEmptyException) {
        return false;
      }
      throw refused;
    }
  }
}
