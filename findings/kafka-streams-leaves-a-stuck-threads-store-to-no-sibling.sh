#!/usr/bin/env bash
# Kafka Streams 4.4.0 (Java) on Kafka 4.4.0, classic protocol
#
# One would guess: when a processor does not return, its thread is out of the group after max.poll.interval.ms, and a
# second thread of the process goes on with its partition. So it is where stores are in memory.
# What happens: with a persistent store, the second thread is assigned the task and can't have it. The thread that
# stands still keeps the lock of the task's directory, and the other asks for it again and again, at INFO. Topologies
# without a persistent store take no such lock. Nothing replaces the thread: the uncaught exception handler is for
# threads that end. The partition waits until the process is restarted.
#
#   memory: the rest was processed, by another thread, after 6 s
#   disk: nothing more of the partition was processed in 30 s; the other partition goes on; state REBALANCING
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

jars application org.apache.kafka:kafka-streams:4.4.0 org.slf4j:slf4j-simple:1.7.36
start_kafka 4.4.0
classpath='application/*'
cat >Stuck.java <<'JAVA'
import java.util.*;
import java.util.concurrent.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.processor.api.*;
import org.apache.kafka.streams.state.*;

/** Arguments: BOOTSTRAP NAME memory|disk (where the processor's store is). */
class Stuck {
  static final Map<String, String> BY = new ConcurrentHashMap<>();
  static final CountDownLatch NEVER = new CountDownLatch(1);

  public static void main(String[] args) throws Exception {
    String topic = "in-" + args[1];
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", args[0]))) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }
    var config = new Properties();
    config.putAll(Map.of("bootstrap.servers", args[0], "application.id", args[1], "state.dir", "state", "num.stream.threads", "2",
        "commit.interval.ms", "100", "max.poll.interval.ms", "5000", "consumer.auto.offset.reset", "earliest"));
    var streams = new KafkaStreams(topology(topic, args[2].equals("disk")), config);
    streams.start();
    try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", args[0]), new StringSerializer(), new StringSerializer())) {
      for (int partition = 0; partition < 2; partition++) producer.send(new ProducerRecord<>(topic, partition, "first-" + partition, "")).get();
      await(60, "first-0", "first-1");
      if (BY.size() < 2) throw new IllegalStateException("not both partitions were processed at first");
      producer.send(new ProducerRecord<>(topic, 0, "stops", "")).get();
      await(30, "stops");
      for (int partition = 0; partition < 2; partition++) producer.send(new ProducerRecord<>(topic, partition, "rest-" + partition, "")).get();
    }
    long since = System.nanoTime();
    await(30, "rest-0");
    String rest = BY.get("rest-0");
    System.out.println(rest == null
        ? "nothing more of the partition was processed in 30 s; the other partition " + (BY.containsKey("rest-1") ? "goes on" : "stands still too")
            + "; state " + streams.state()
        : "the rest was processed, by " + (rest.equals(BY.get("stops")) ? "the same" : "another") + " thread, after "
            + (System.nanoTime() - since) / 1_000_000_000 + " s");
    Runtime.getRuntime().halt(0);
  }

  static void await(int seconds, String... keys) throws InterruptedException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (!BY.keySet().containsAll(List.of(keys)) && System.nanoTime() < end) Thread.sleep(50);
  }

  static Topology topology(String topic, boolean persistent) {
    ProcessorSupplier<String, String, Void, Void> supplier = () -> new Processor<>() {
      public void process(org.apache.kafka.streams.processor.api.Record<String, String> r) {
        // what stopped one thread does not stop the next
        if (BY.putIfAbsent(r.key(), Thread.currentThread().getName()) != null || !r.key().equals("stops")) return;
        try {
          NEVER.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
    var store = persistent ? Stores.persistentKeyValueStore("rows") : Stores.inMemoryKeyValueStore("rows");
    return new Topology().addSource("source", new StringDeserializer(), new StringDeserializer(), topic).addProcessor("processor", supplier, "source")
        .addStateStore(Stores.keyValueStoreBuilder(store, Serdes.String(), Serdes.String()), "processor");
  }
}
JAVA
for store in memory disk; do
  run_java Stuck.java "$bootstrap" "$store" "$store" | tee "$store.out" | sed "s/^/  $store: /"
done
grep -q 'by another thread' memory.out || no_longer "a task with an in-memory store does not go to the other thread either"
grep -q 'nothing more' disk.out || no_longer "a task with a persistent store goes to the other thread of its process"
still_surprising "a task with a persistent store stands still in its process, though a thread there is free"
