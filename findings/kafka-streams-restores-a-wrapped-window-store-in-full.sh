#!/usr/bin/env bash
# Kafka Streams 4.4.0 (Java) on Kafka 4.4.0
#
# One would guess: a window store that one's own supplier wraps, to watch or to delegate, as WindowBytesStoreSupplier
# invites to, is restored as the store inside would be. Since 4.4 a restore of a window store begins where the changelog
# has rows that have not expired: the changelog keeps them for a day longer than the store by default.
# What happens: the retention is asked of the outermost store by an interface that is internal, WithRetentionPeriod. A
# wrapper that implements WindowStore has not got it, so everything is read, of which the store then drops what has
# expired. One line at WARN says that the store "reported no usable retention period (-1)".
#
#   plain: restored 1001 of 4000 rows
#   wrapped: restored 4000 of 4000 rows
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

jars application org.apache.kafka:kafka-streams:4.4.0 org.slf4j:slf4j-simple:1.7.36
start_kafka 4.4.0
classpath='application/*'
cat >Restore.java <<'JAVA'
import java.lang.reflect.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.processor.*;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.state.*;

class Restore {
  static final int ROWS = 4_000;
  static final Duration RETENTION = Duration.ofHours(1), STEP = Duration.ofHours(4).dividedBy(ROWS);

  public static void main(String[] args) throws Exception {
    for (boolean wrapped : List.of(false, true)) {
      String name = wrapped ? "wrapped" : "plain";
      try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", args[0]))) {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
      }
      Instant start = Instant.now().minus(Duration.ofHours(4));
      try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", args[0]), new StringSerializer(), new StringSerializer())) {
        for (int i = 0; i < ROWS; i++) producer.send(new ProducerRecord<>(name, 0, start.plus(STEP.multipliedBy(i)).toEpochMilli(), "key-" + i, "x".repeat(200)));
      }
      run(args[0], name, wrapped, Files.createTempDirectory("first"));
      System.out.printf("  %s: restored %d of %d rows%n", name, run(args[0], name, wrapped, Files.createTempDirectory("second")), ROWS);
    }
  }

  static long run(String bootstrap, String name, boolean wrapped, Path state) throws Exception {
    Properties config = new Properties();
    config.putAll(Map.of("bootstrap.servers", bootstrap, "application.id", "app-" + name, "state.dir", state.toString(), "replication.factor", "1", "consumer.auto.offset.reset", "earliest", "commit.interval.ms", "100", "statestore.cache.max.bytes", "0"));
    WindowBytesStoreSupplier inside = Stores.persistentWindowStore("rows", RETENTION, Duration.ofMillis(1), false);
    var store = Stores.windowStoreBuilder(wrapped ? wrapping(inside) : inside, Serdes.String(), Serdes.String());
    CountDownLatch written = new CountDownLatch(ROWS);
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), new StringDeserializer(), name);
    topology.addProcessor("put", () -> new ContextualProcessor<String, String, Void, Void>() {
      public void process(org.apache.kafka.streams.processor.api.Record<String, String> record) {
        WindowStore<String, String> rows = context().getStateStore("rows");
        rows.put(record.key(), record.value(), record.timestamp());
        written.countDown();
      }
    }, "in");
    topology.addStateStore(store, "put");
    AtomicLong restored = new AtomicLong();
    boolean first = state.getFileName().toString().startsWith("first");
    try (KafkaStreams streams = new KafkaStreams(topology, config)) {
      CountDownLatch running = new CountDownLatch(1);
      streams.setStateListener((now, before) -> { if (now == KafkaStreams.State.RUNNING) running.countDown(); });
      streams.setGlobalStateRestoreListener(new StateRestoreListener() {
        public void onRestoreStart(TopicPartition partition, String of, long from, long to) {}
        public void onBatchRestored(TopicPartition partition, String of, long end, long rows) { restored.addAndGet(rows); }
        public void onRestoreEnd(TopicPartition partition, String of, long rows) {}
      });
      streams.start();
      if (!running.await(60, TimeUnit.SECONDS) || first && !written.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("not running");
      if (first) Thread.sleep(1_000); // ten commits
    }
    return restored.get();
  }

  /** As in documentation: hands everything on. */
  static WindowBytesStoreSupplier wrapping(WindowBytesStoreSupplier inside) {
    return (WindowBytesStoreSupplier) Proxy.newProxyInstance(Restore.class.getClassLoader(), new Class<?>[] {WindowBytesStoreSupplier.class}, (self, method, args) ->
        method.getName().equals("get") ? handsOn(inside.get()) : call(method, inside, args));
  }

  @SuppressWarnings("unchecked")
  static WindowStore<Bytes, byte[]> handsOn(WindowStore<Bytes, byte[]> inside) {
    return (WindowStore<Bytes, byte[]>) Proxy.newProxyInstance(Restore.class.getClassLoader(), new Class<?>[] {WindowStore.class}, (self, method, args) -> call(method, inside, args));
  }

  static Object call(Method method, Object on, Object[] args) throws Throwable {
    try {
      return method.invoke(on, args);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
JAVA
run_java Restore.java "$bootstrap" 2>application.log | tee output || { tail -20 application.log >&2; set_up_failed "the application did not run"; }
plain=$(sed -n 's/.*plain: restored \([0-9]*\) of.*/\1/p' output)
wrapped=$(sed -n 's/.*wrapped: restored \([0-9]*\) of.*/\1/p' output)
((plain > 0 && plain < 3000)) || set_up_failed "the plain store restored $plain rows"
((wrapped >= 4000)) || no_longer "a wrapped store restores $wrapped rows"
still_surprising "a wrapped window store is restored in full"
