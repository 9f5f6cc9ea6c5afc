#!/usr/bin/env bash
# Kafka Streams 4.4.0 and its TopologyTestDriver (Java)
#
# One would guess: an iterator over a key-value store reads rows as it is asked for them, so that the first ten rows of a
# large store cost as little as those of a small one. With the RocksDB store they do.
# What happens: the in-memory store is a TreeMap under one lock. all(), range() and prefixScan() copy the keys of the
# whole range into a set while they hold that lock, which put() of the stream thread needs too. An interactive query that
# pages through a store by reading a few rows of each iterator pays for every key each time, and so does the stream
# thread, which waits. Without a timed measurement it shows in the bytes that are allocated before the first row:
#
#   in memory, 1000 keys: 39 KiB, 100000 keys: 3906 KiB
#   rocksdb, 1000 keys: 0 KiB, 100000 keys: 2 KiB
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

jars application org.apache.kafka:kafka-streams-test-utils:4.4.0 org.slf4j:slf4j-nop:1.7.36
cat >Iterators.java <<'JAVA'
import java.lang.management.ManagementFactory;
import java.nio.file.*;
import java.util.*;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.state.*;

class Iterators {
  public static void main(String[] args) throws Exception {
    for (boolean memory : List.of(true, false)) {
      long small = firstRow(memory, 1_000), large = firstRow(memory, 100_000);
      System.out.printf("  %s, 1000 keys: %d KiB, 100000 keys: %d KiB%n", memory ? "in memory" : "rocksdb", small >> 10, large >> 10);
    }
  }

  static long firstRow(boolean memory, int keys) throws Exception {
    var supplier = memory ? Stores.inMemoryKeyValueStore("rows") : Stores.persistentKeyValueStore("rows");
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), new StringDeserializer(), "in");
    topology.addProcessor("none", () -> new ContextualProcessor<String, String, Void, Void>() {
      public void process(org.apache.kafka.streams.processor.api.Record<String, String> record) {}
    }, "in");
    topology.addStateStore(Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.String()).withLoggingDisabled().withCachingDisabled(), "none");
    Properties config = new Properties();
    config.putAll(Map.of("application.id", "iterators", "bootstrap.servers", "127.0.0.1:1", "state.dir", Files.createTempDirectory(Path.of("."), "state").toString()));
    try (var driver = new TopologyTestDriver(topology, config)) {
      KeyValueStore<String, String> rows = driver.getKeyValueStore("rows");
      for (int i = 0; i < keys; i++) rows.put("key-" + i, "row");
      read(rows);
      return read(rows);
    }
  }

  static long read(KeyValueStore<String, String> rows) {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    try (var all = rows.all()) {
      all.next();
    }
    return thread.getCurrentThreadAllocatedBytes() - before;
  }
}
JAVA
classpath='application/*'
run_java Iterators.java | tee output || set_up_failed "the stores could not be read"
read -r small large < <(sed -n 's/.*in memory.*1000 keys: \([0-9]*\) KiB.*100000 keys: \([0-9]*\) KiB/\1 \2/p' output)
read -r fewer more < <(sed -n 's/.*rocksdb.*1000 keys: \([0-9]*\) KiB.*100000 keys: \([0-9]*\) KiB/\1 \2/p' output)
((more <= fewer + 10)) || set_up_failed "RocksDB's iterator allocates $more KiB"
((large > 20 * small)) || no_longer "the first row of the larger store costs $large KiB, of the smaller one $small KiB"
still_surprising "each iterator over an in-memory store copies the keys first"
