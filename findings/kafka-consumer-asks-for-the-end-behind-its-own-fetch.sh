#!/usr/bin/env bash
# kafka-clients 4.4.0 (Java) on Kafka 4.4.0
#
# One would guess: Consumer.endOffsets() takes a round trip, a few milliseconds, whatever else the consumer does.
# What happens: once the consumer has polled a topic on which nothing new arrives, each call takes up to
# fetch.max.wait.ms (500). The fetch under way waits at the broker for records, a broker works on the requests of a
# connection one after the other, and the question for the end uses the same connection. beginningOffsets() and
# offsetsForTimes() do the same, and a wakeup() does not help: it ends the poll, not the fetch. So "read the topic to its
# end as of now", asked of a consumer that follows it, takes half a second each time on an idle topic.
#
#   classic: before the first poll 2 ms, after it 506 ms
#   consumer: before the first poll 1 ms, after it 506 ms
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

start_kafka 4.4.0
cat >End.java <<'JAVA'
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

class End {
  public static void main(String[] args) throws Exception {
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", args[0]))) {
      admin.createTopics(List.of(new NewTopic("settings", 1, (short) 1))).all().get();
    }
    try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", args[0]), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("settings", "key", "value")).get();
    }
    for (String protocol : List.of("classic", "consumer")) {
      var all = List.of(new TopicPartition("settings", 0));
      Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", args[0], "group.protocol", protocol, "enable.auto.commit", false));
      if (protocol.equals("consumer")) config.put("group.id", "readers");
      try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
        consumer.assign(all);
        consumer.seekToBeginning(all);
        consumer.endOffsets(all);
        long before = median(consumer, all, false);
        for (int records = 0, polls = 0; records < 1 && polls < 100; polls++) records += consumer.poll(Duration.ofMillis(200)).count();
        long after = median(consumer, all, true);
        System.out.printf("  %s: before the first poll %d ms, after it %d ms%n", protocol, before, after);
      }
    }
  }

  static long median(Consumer<?, ?> consumer, List<TopicPartition> all, boolean polls) {
    long[] times = new long[5];
    for (int i = 0; i < times.length; i++) {
      if (polls) consumer.poll(Duration.ofMillis(1));
      long start = System.nanoTime();
      consumer.endOffsets(all);
      times[i] = (System.nanoTime() - start) / 1_000_000;
    }
    Arrays.sort(times);
    return times[2];
  }
}
JAVA
run_java End.java "$bootstrap" | tee output
while read -r before after; do
  ((before < 100)) || set_up_failed "a question before the first poll took $before ms"
  ((after > 250)) || no_longer "the end is told in $after ms"
done < <(sed -n 's/.*poll \([0-9]*\) ms, after it \([0-9]*\) ms/\1 \2/p' output)
still_surprising "a consumer that has polled asks for the end behind its own fetch"
