package dev.sluice.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.admission.Policy;
import dev.sluice.call.OpenTransaction;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.view.ViewListener;
import dev.sluice.wire.Contract;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.TenantPartition;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of four partitions over a log: what one of them reroutes to another partition is read
 * by that partition's task. A record is read as soon as it is written.
 */
final class RoutedGateway {
  static final int PARTITIONS = 4;
  static final int MAX_RECORD = 200_000;

  private final RegistrySerdes wire =
      new RegistrySerdes(
          new MockSchemaRegistryClient(List.of(new AvroSchemaProvider())),
          RegistryWaits.of(Duration.ZERO, Duration.ofMinutes(1)));
  private final List<Task> tasks = new ArrayList<>();
  private final Map<String, Long> ends = new HashMap<>();
  private final List<SpecificRecord> events = new ArrayList<>();
  private final List<SpecificRecord> deadLetters = new ArrayList<>();
  final TestDispatcher dispatcher = new TestDispatcher("owner-1");
  final ToldOperators operators = new ToldOperators();

  /** What the tasks rerouted, in order. */
  final List<Written> rerouted = new ArrayList<>();

  private Instant now = GatewayHarness.START;

  /** A record on a topic. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Written(
      String topic,
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      Instant at) {}

  private record Task(Router router, MockProcessorContext<Object, Object> context) {}

  RoutedGateway(@Nullable Policy defaultPolicy) {
    wire.registration(Duration.ofSeconds(1)).register(Contract.types(GatewayHarness.TOPICS));
    GatewaySettings settings = GatewayHarness.settings(PARTITIONS, 100, 1_000_000, defaultPolicy);
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    config.put(StreamsConfig.producerPrefix("max.request.size"), MAX_RECORD);
    TopologyParts parts =
        new TopologyParts(
            settings,
            GatewayHarness.ROUTES,
            GatewayHarness.POLLING_IDS,
            dispatcher,
            OpenTransaction.Listener::committed,
            new PoisonPills(),
            operators,
            new ViewListener() {});
    RerouteLog lines = new RerouteLog();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      MockProcessorContext<Object, Object> context =
          new MockProcessorContext<>(config, new TaskId(0, partition), new File("unused"));
      context.setCurrentSystemTimeMs(now.toEpochMilli());
      for (StateStore store : new TaskStores().all()) {
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
      }
      Router router = new Router(parts, TopicSerdes.of(wire, GatewayHarness.TOPICS), lines);
      router.init(context);
      tasks.add(new Task(router, context));
    }
  }

  /** Another partition than the tenant's. */
  static int wrong(String tenant) {
    return (TenantPartition.of(tenant, PARTITIONS) + 1) % PARTITIONS;
  }

  // What happens outside

  void timePasses(Duration time) {
    now = now.plus(time);
    tasks.forEach(task -> task.context().setCurrentSystemTimeMs(now.toEpochMilli()));
  }

  Written publishes(int partition, String tenant, dev.sluice.call.Request request) {
    return writes(
        GatewayHarness.TOPICS.requests(), partition, tenant, RequestRecords.toRecord(request));
  }

  Written publishesSigned(
      int partition, String tenant, dev.sluice.call.Request request, String signature) {
    Headers headers = new RecordHeaders();
    headers.add(EventHeaders.SIGNATURE, signature.getBytes(UTF_8));
    return writesBytes(
        GatewayHarness.TOPICS.requests(), partition, key(tenant), bytes(request), headers);
  }

  byte[] bytes(dev.sluice.call.Request request) {
    return wire.serializer(CompletionRequest.class)
        .serialize(GatewayHarness.TOPICS.requests(), RequestRecords.toRecord(request));
  }

  <T extends SpecificRecord> Written writes(
      String topic, int partition, @Nullable String tenant, @Nullable T value) {
    return writes(topic, partition, tenant, value, new RecordHeaders());
  }

  @SuppressWarnings("unchecked")
  <T extends SpecificRecord> Written writes(
      String topic, int partition, @Nullable String tenant, @Nullable T value, Headers headers) {
    byte[] bytes =
        value == null
            ? null
            : ((Serializer<T>) wire.serializer(value.getClass())).serialize(topic, value);
    return writesBytes(topic, partition, tenant == null ? null : key(tenant), bytes, headers);
  }

  Written writesBytes(
      String topic,
      int partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers) {
    long offset = ends.merge(topic + partition, 1L, Long::sum) - 1;
    Written written = new Written(topic, partition, offset, key, value, headers, now);
    reads(written);
    return written;
  }

  static byte[] key(String tenant) {
    return tenant.getBytes(UTF_8);
  }

  /** Reads the record, and what that led to on input topics. Again, where it was read before. */
  void reads(Written written) {
    Deque<Written> unread = new ArrayDeque<>(List.of(written));
    while (!unread.isEmpty()) {
      Written next = unread.removeFirst();
      MockProcessorContext<Object, Object> context = tasks.get(next.partition()).context();
      context.setRecordMetadata(next.topic(), next.partition(), next.offset());
      tasks
          .get(next.partition())
          .router()
          .process(new Record<>(next.key(), next.value(), timestamp(next), next.headers()));
      for (MockProcessorContext.CapturedForward<?, ?> forward : context.forwarded()) {
        Record<?, ?> record = forward.record();
        if (record.value() instanceof EncodedEvent encoded) {
          SpecificRecord event = encoded.event();
          String sink = forward.childName().orElseThrow();
          (sink.equals(NodeNames.DEAD_LETTERS_SINK) ? deadLetters : events).add(event);
        } else {
          unread.add(rerouted(next.topic(), record));
        }
      }
      context.resetForwards();
    }
  }

  /** As the topology's source extracts it. */
  private static long timestamp(Written written) {
    long atMs = written.at().toEpochMilli();
    return written.topic().equals(GatewayHarness.TOPICS.commands())
        ? atMs - Duration.ofDays(1).toMillis()
        : atMs;
  }

  private Written rerouted(String topic, Record<?, ?> record) {
    Rerouted value = (Rerouted) Objects.requireNonNull(record.value());
    long offset = ends.merge(topic + value.partition(), 1L, Long::sum) - 1;
    Written written =
        new Written(
            topic,
            value.partition(),
            offset,
            (byte[]) record.key(),
            value.bytes(),
            record.headers(),
            Instant.ofEpochMilli(record.timestamp()));
    rerouted.add(written);
    return written;
  }

  // What can be seen outside

  <T extends SpecificRecord> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<SpecificRecord> deadLetters() {
    return deadLetters;
  }
}
