package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Defaults;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.internals.WithRetentionPeriod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReopenableWindowStoreTest {
  private static final String STORE = "rows";
  private static final Duration RETENTION = Duration.ofMinutes(10);
  private static final Duration SEGMENT = Duration.ofMinutes(5);
  private static final Instant OLDER = Instant.parse("2026-11-27T12:00:00Z");

  @TempDir Path dir;

  static Stream<WindowBytesStoreSupplier> stores() {
    return Stream.of(
        new WindowsByAcceptance(STORE, RETENTION),
        WindowsByAcceptance.readCommitted(STORE, RETENTION, listener -> {}));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void shouldTellKafkaStreamsFromWhenOnAChangelogHasLiveRows(WindowBytesStoreSupplier supplier) {
    // Given
    StateStore store =
        Stores.windowStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of())
            .build();

    // When
    long retention = WithRetentionPeriod.resolveRetentionPeriod(store);

    // Then
    assertThat(retention).isEqualTo(RETENTION.toMillis());
  }

  @Test
  void shouldLetGoOfTheSegmentsThatAreOpenWhenANewerOneCantBeOpened() throws Exception {
    // Given
    Path segments = Files.createDirectories(dir.resolve("reopened/0_0/rows"));
    Files.createDirectory(segments.resolve("rows." + OLDER.toEpochMilli()));
    Path newer = segments.resolve("rows." + OLDER.plus(SEGMENT).toEpochMilli());
    Files.writeString(newer, "in the way of a directory");

    // When
    assertThatThrownBy(this::open).isInstanceOf(ProcessorStateException.class);

    // Then
    Files.delete(newer);
    try (TopologyTestDriver driver = open()) {
      driver
          .createInputTopic("in", new StringSerializer(), new StringSerializer())
          .pipeInput("a", "row of a", OLDER);
      assertThat(driver.<String, String>getWindowStore(STORE).fetch("a", OLDER.toEpochMilli()))
          .isEqualTo("row of a");
    }
  }

  /** What Kafka Streams may call; its defaults with instants lead to these. */
  static Stream<Method> calls() {
    return Arrays.stream(WindowStore.class.getMethods())
        .filter(method -> !List.of(method.getParameterTypes()).contains(Instant.class))
        .filter(method -> !method.getName().equals("init"));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void shouldHandEveryCallOn(Method call) throws Exception {
    // Given
    List<Method> handedOn = new ArrayList<>();
    @SuppressWarnings("unchecked")
    WindowStore<Bytes, byte[]> inner =
        (WindowStore<Bytes, byte[]>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {WindowStore.class},
                (proxy, method, arguments) -> {
                  handedOn.add(method);
                  return Defaults.defaultValue(method.getReturnType());
                });
    Object[] arguments =
        Arrays.stream(call.getParameterTypes())
            .map(type -> type == long.class ? (Object) 7L : null)
            .toArray();

    // When
    call.invoke(new ReopenableWindowStore(inner), arguments);

    // Then
    assertThat(handedOn)
        .extracting(method -> method.getName() + List.of(method.getParameterTypes()))
        .containsExactly(call.getName() + List.of(call.getParameterTypes()));
  }

  private TopologyTestDriver open() {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "reopened");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    config.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
    StringDeserializer texts = new StringDeserializer();
    Topology topology = new Topology();
    topology
        .addSource("in", texts, texts, "in")
        .addProcessor("put", Put::new, "in")
        .addStateStore(
            Stores.windowStoreBuilder(
                new WindowsByAcceptance(STORE, RETENTION), Serdes.String(), Serdes.String()),
            "put");
    return new TopologyTestDriver(topology, config, OLDER);
  }

  private static final class Put extends ContextualProcessor<String, String, Void, Void> {
    @Override
    public void process(Record<String, String> record) {
      WindowStore<String, String> rows = context().getStateStore(STORE);
      rows.put(record.key(), record.value(), record.timestamp());
    }
  }
}
