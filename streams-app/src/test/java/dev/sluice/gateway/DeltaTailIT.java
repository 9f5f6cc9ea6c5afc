package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.delta.DeltaRecords;
import dev.sluice.delta.DeltaSource;
import dev.sluice.delta.DeltaTail;
import dev.sluice.demo.LocalClusterProcess;
import dev.sluice.demo.SmallJvm;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are being written, read over a real broker. */
class DeltaTailIT {
  private static final PollingIds IDS = new PollingIds("requests", 1, Map.of(1, new byte[16]));

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  /** A topic with a writer, and as many readers as are opened. */
  private static final class Deltas implements AutoCloseable {
    private final String topic;
    private final Map<String, Object> kafka;
    private final RegistrySerdes wire;
    private final Producer<String, dev.sluice.v1.AnswerDeltas> producer;
    private final List<DeltaTail> clients = new ArrayList<>();

    private Deltas(String topic, String bootstrapServers, String registryUrl) throws Exception {
      this.topic = topic;
      kafka = Map.of("bootstrap.servers", bootstrapServers);
      try (Admin admin = Admin.create(kafka)) {
        NewTopic wanted = new NewTopic(topic, 2, (short) 1);
        wanted.configs(Map.of("message.timestamp.type", "LogAppendTime"));
        admin.createTopics(List.of(wanted)).all().get(60, TimeUnit.SECONDS);
      }
      wire = new RegistrySerdes(registryUrl, Map.of(), RegistryWaits.DEFAULT);
      wire.registration(Duration.ofSeconds(30))
          .register(Map.of(topic, dev.sluice.v1.AnswerDeltas.class));
      producer =
          new KafkaProducer<>(
              kafka, new StringSerializer(), wire.serializer(dev.sluice.v1.AnswerDeltas.class));
    }

    private DeltaTail reader() {
      DeltaTail reader =
          DeltaTail.open(
              topic,
              kafka,
              kafka,
              wire.deserializer(dev.sluice.v1.AnswerDeltas.class),
              Throwable::toString);
      clients.add(reader);
      return reader;
    }

    private Future<?> write(PollingId call, int number) {
      AnswerDeltas deltas =
          new AnswerDeltas(
              call.text(), 1, number, List.of(new AnswerDelta.Text("text " + number)), false);
      return producer.send(
          new ProducerRecord<>(
              topic,
              call.partition(),
              null,
              "acme",
              DeltaRecords.toRecord(deltas),
              EventHeaders.of(null, null, call.text())));
    }

    /** Returns when they are there. */
    private void writeAll(PollingId call, int from, int to) throws Exception {
      List<Future<?>> written = new ArrayList<>();
      for (int number = from; number < to; number++) {
        written.add(write(call, number));
      }
      for (Future<?> each : written) {
        each.get(60, TimeUnit.SECONDS);
      }
    }

    @Override
    public void close() {
      clients.forEach(DeltaTail::close);
      producer.close();
      wire.close();
    }
  }

  private record Read(DeltaSource.Subscription subscription, ConcurrentLinkedQueue<Integer> all) {
    private static Read of(DeltaTail reader, PollingId call) {
      ConcurrentLinkedQueue<Integer> all = new ConcurrentLinkedQueue<>();
      return new Read(
          reader.subscribe(call, call.acceptedAt(), each -> all.add(each.first())), all);
    }

    private void await(int records) {
      RealCluster.await().until(() -> all.size() >= records);
    }
  }

  @Test
  void shouldGiveTheSameRecordsInEveryProcessWheneverOneSubscribes() throws Exception {
    // Given
    try (Deltas deltas = open("same.deltas")) {
      PollingId call = call(0, 1);
      PollingId other = call(0, 2);
      Read first = Read.of(deltas.reader(), call);
      deltas.writeAll(call, 0, 50);
      deltas.writeAll(other, 0, 50);
      first.await(50);
      DeltaTail second = deltas.reader();
      Read ofOther = Read.of(second, other);
      ofOther.await(50);

      // When
      Read elsewhere = Read.of(second, call);
      deltas.writeAll(call, 50, 100);
      elsewhere.await(100);

      // Then
      first.await(100);
      assertThat(elsewhere.all()).containsExactlyElementsOf(upTo(100));
      assertThat(first.all()).containsExactlyElementsOf(upTo(100));
      assertThat(ofOther.all()).containsExactlyElementsOf(upTo(50));
    }
  }

  @Test
  void shouldHaveGivenEverythingOnceCaughtUp() throws Exception {
    // Given
    try (Deltas deltas = open("caught-up.deltas")) {
      PollingId call = call(1, 1);
      DeltaTail reader = deltas.reader();
      Read early = Read.of(reader, call);
      deltas.writeAll(call, 0, 100);

      // When
      early.subscription().caughtUp().toCompletableFuture().get(60, TimeUnit.SECONDS);
      List<Integer> ofEarly = List.copyOf(early.all());
      Read late = Read.of(reader, call);
      late.subscription().caughtUp().toCompletableFuture().get(60, TimeUnit.SECONDS);

      // Then
      assertThat(ofEarly).isEqualTo(upTo(100));
      assertThat(late.all()).containsExactlyElementsOf(upTo(100));
    }
  }

  @Test
  void shouldMissAndRepeatNothingForManyWhoComeLateWhileItIsWritten() throws Exception {
    // Given
    try (Deltas deltas = open("late.deltas")) {
      List<PollingId> calls = IntStream.range(0, 8).mapToObj(n -> call(n % 2, n)).toList();
      DeltaTail reader = deltas.reader();
      List<Read> all = new ArrayList<>();
      all.add(Read.of(reader, calls.get(0)));

      // When
      for (int number = 0; number < 400; number++) {
        for (PollingId each : calls) {
          var unused = deltas.write(each, number);
        }
        all.add(Read.of(reader, calls.get(number % calls.size())));
      }
      deltas.producer.flush();

      // Then
      for (Read each : all) {
        each.await(400);
        assertThat(each.all()).containsExactlyElementsOf(upTo(400));
      }
    }
  }

  @Test
  @Tag("soak")
  @SuppressWarnings("try") // the cluster is killed in the middle, and may be closed then
  void shouldReadOnWhenTheBrokerIsBack() throws Exception {
    // Given
    LocalClusterProcess.Options options = SmallJvm.cluster(dir);
    try (LocalClusterProcess before = LocalClusterProcess.start(options);
        Deltas deltas =
            new Deltas("back.deltas", before.bootstrapServers(), before.registryUrl())) {
      PollingId call = call(0, 1);
      DeltaTail reader = deltas.reader();
      Read read = Read.of(reader, call);
      deltas.writeAll(call, 0, 10);
      read.await(10);

      // When
      before.kill();
      assertThat(read.subscription().caughtUp().toCompletableFuture())
          .failsWithin(RealCluster.PATIENCE);
      Read meanwhile = Read.of(reader, call);
      try (LocalClusterProcess after =
          LocalClusterProcess.start(
              options.withPorts(
                  HostAndPort.fromString(before.bootstrapServers()).getPort(),
                  URI.create(before.registryUrl()).getPort()))) {
        assertThat(after.isAlive()).isTrue();
        deltas.writeAll(call, 10, 20);

        // Then
        read.await(20);
        meanwhile.await(20);
        assertThat(read.all()).containsExactlyElementsOf(upTo(20));
        assertThat(meanwhile.all()).containsExactlyElementsOf(upTo(20));
      }
    }
  }

  private static Deltas open(String topic) throws Exception {
    return new Deltas(topic, CLUSTER.bootstrapServers(), CLUSTER.registryUrl());
  }

  private static PollingId call(int partition, long offset) {
    return PollingIds.unverified(IDS.issue("acme", partition, Instant.now(), offset)).orElseThrow();
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }
}
