import java.time.*;
import java.util.*;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.*;
import org.apache.kafka.streams.state.*;

/**
 * A Kafka Streams application with a window store of a day, so two segments of 12 hours. Arguments: BOOTSTRAP NAME write|read [SETTING=VALUE...].
 * write: 500 rows for the older segment and 25,000 of 1 KB for the newer; once all are committed, the process halts as if killed.
 * read: starts again on the same state and counts the rows.
 */
class TwoSegments {
  static final int OLDER = 500, NEWER = 25_000;
  static final long HALF_DAY = 43_200_000, NOW = System.currentTimeMillis() / HALF_DAY * HALF_DAY, BEFORE = NOW - HALF_DAY;

  public static void main(String[] args) throws Exception {
    String bootstrap = args[0], topic = "in-" + args[1];
    var config = new Properties();
    config.putAll(Map.of("bootstrap.servers", bootstrap, "application.id", args[1], "state.dir", "state", "commit.interval.ms", "100",
        "consumer.auto.offset.reset", "earliest", "consumer.group.instance.id", "one", "statestore.cache.max.bytes", "0"));
    for (String setting : Arrays.copyOfRange(args, 3, args.length)) config.put(setting.split("=")[0], setting.split("=")[1]);
    try (var streams = new KafkaStreams(topology(topic), config)) {
      streams.setUncaughtExceptionHandler(e -> {
        for (Throwable t = e; t != null; t = t.getCause()) System.out.println("  " + t.getClass().getSimpleName() + ": " + t.getMessage());
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      });
      if (args[2].equals("write")) write(bootstrap, topic);
      streams.start();
      if (args[2].equals("write")) {
        awaitCommitted(bootstrap, args[1], topic);
        Runtime.getRuntime().halt(0);
      }
      long end = System.nanoTime() + 90_000_000_000L;
      while (streams.state() != KafkaStreams.State.RUNNING && !streams.state().hasCompletedShutdown() && System.nanoTime() < end) Thread.sleep(100);
      if (streams.state() != KafkaStreams.State.RUNNING) {
        System.out.println("  did not start: " + streams.state());
        System.exit(0);
      }
      var store = streams.store(StoreQueryParameters.fromNameAndType("rows", QueryableStoreTypes.<Long, byte[]>windowStore()));
      System.out.printf("  older segment: %d of %d rows, newer segment: %d of %d%n", count(store, BEFORE), OLDER, count(store, NOW), NEWER);
    }
  }

  static Topology topology(String topic) {
    ProcessorSupplier<Long, byte[], Void, Void> putter = () -> new Processor<>() {
      WindowStore<Long, byte[]> rows;

      public void init(ProcessorContext<Void, Void> context) { rows = context.getStateStore("rows"); }

      public void process(org.apache.kafka.streams.processor.api.Record<Long, byte[]> r) { rows.put(r.key(), r.value(), r.timestamp()); }
    };
    var supplier = Stores.persistentWindowStore("rows", Duration.ofDays(1), Duration.ofMillis(1), false);
    return new Topology().addSource("source", new LongDeserializer(), new ByteArrayDeserializer(), topic).addProcessor("putter", putter, "source")
        .addStateStore(Stores.windowStoreBuilder(supplier, Serdes.Long(), Serdes.ByteArray()), "putter");
  }

  static void write(String bootstrap, String topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap), new LongSerializer(), new ByteArraySerializer())) {
      for (long i = 0; i < OLDER; i++) producer.send(new ProducerRecord<>(topic, 0, BEFORE, i, new byte[1000]));
      for (long i = 0; i < NEWER; i++) producer.send(new ProducerRecord<>(topic, 0, NOW, i, new byte[1000]));
    }
  }

  static void awaitCommitted(String bootstrap, String group, String topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      long end = System.nanoTime() + 120_000_000_000L, offset = 0;
      while (offset < OLDER + NEWER && System.nanoTime() < end) {
        Thread.sleep(200);
        var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(new TopicPartition(topic, 0));
        offset = committed == null ? 0 : committed.offset();
      }
      System.out.println("  committed up to offset " + offset);
    }
  }

  static long count(ReadOnlyWindowStore<Long, byte[]> store, long time) {
    long rows = 0;
    try (var iterator = store.fetchAll(Instant.ofEpochMilli(time), Instant.ofEpochMilli(time))) {
      for (; iterator.hasNext(); iterator.next()) rows++;
    }
    return rows;
  }
}
