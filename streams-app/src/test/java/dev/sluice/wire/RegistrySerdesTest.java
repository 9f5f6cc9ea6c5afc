package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySerdesTest {
  static {
    // the builders of records want it too
    AvroTrust.establish();
  }

  private static final Duration BLOCKING = Duration.ofSeconds(6);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Command COMMAND =
      Command.newBuilder()
          .setKind(CommandKind.CANCEL)
          .setPollingId("resp_1")
          .setCommandId("c")
          .setIssuedAt(Instant.ofEpochMilli(1_800_000_000_000L))
          .build();

  private final FakeRegistry registry = new FakeRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final RegistrySerdes wire = wire(ms -> nanos.addAndGet(ms * 1_000_000));
  private final Deserializer<Decoded<Command>> commands = wire.deserializer(Command.class);
  private byte[] written = {};

  @BeforeEach
  void writeACommand() {
    // by another process
    new RegistrySerdes(registry, RegistryWaits.DEFAULT)
        .registration(Duration.ZERO)
        .register(Map.of("commands", Command.class, "requests", CompletionRequest.class));
    written = wire.serializer(Command.class).serialize("commands", COMMAND);
  }

  @Test
  void shouldReadWhatItWrote() {
    // When
    Decoded<Command> read = commands.deserialize("commands", written);

    // Then
    assertThat(read).isEqualTo(new Decoded.Readable<>(COMMAND, written.length));
    assertThat(written[0]).isZero();
  }

  @Test
  void shouldBeAbsentWhenThereIsNoValue() {
    assertThat(commands.deserialize("commands", null)).isEqualTo(new Decoded.Absent<>());
    assertThat(wire.serializer(Command.class).serialize("commands", null)).isNull();
  }

  static Stream<byte[]> notAvro() {
    return Stream.of(
        new byte[0],
        new byte[] {0},
        new byte[] {0, 0, 0, 0},
        "{\"json\": true}".getBytes(UTF_8),
        new byte[] {1, 0, 0, 0, 1, 2, 3},
        new byte[] {0, -1, -1, -1, -1, 2, 3});
  }

  @ParameterizedTest
  @MethodSource("notAvro")
  void shouldBeUnreadableWithoutAskingTheRegistryWhenTheBytesAreNoWireFormat(byte[] bytes) {
    // Given
    registry.fails(new ConnectException("refused"));

    // When
    Decoded<Command> read = commands.deserialize("commands", bytes);

    // Then
    assertThat(unreadable(read).bytes()).isSameAs(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 10, 15})
  void shouldBeUnreadableWhenTheBytesBreakOff(int length) {
    // Given
    byte[] broken = Arrays.copyOf(written, length);

    // When
    Decoded<Command> read = commands.deserialize("commands", broken);

    // Then
    assertThat(unreadable(read).reason()).contains("not a valid Command");
  }

  @ParameterizedTest
  @ValueSource(longs = {900_000_000, Integer.MAX_VALUE - 8L, Integer.MAX_VALUE, Long.MAX_VALUE, -1})
  void shouldBeUnreadableWhenALengthIsALie(long length) throws IOException {
    // Given
    byte[] requestId = requestWith(encoder -> encoder.writeLong(length));
    byte[] messages =
        requestWith(
            encoder -> {
              encoder.writeString("id");
              encoder.writeString("model");
              encoder.writeLong(length);
            });
    Deserializer<Decoded<CompletionRequest>> requests = wire.deserializer(CompletionRequest.class);

    // When
    Decoded<CompletionRequest> lyingText = requests.deserialize("requests", requestId);
    Decoded<CompletionRequest> lyingArray = requests.deserialize("requests", messages);

    // Then
    assertThat(lyingText).isInstanceOf(Decoded.Unreadable.class);
    assertThat(lyingArray).isInstanceOf(Decoded.Unreadable.class);
  }

  @Test
  void shouldBeUnreadableWhenTheRegistryGoesOnSayingThatItDoesNotKnowTheSchema() {
    // Given
    byte[] bytes = written.clone();
    ByteBuffer.wrap(bytes).putInt(1, 4711);
    registry.fails(new RestClientException("Schema 4711 not found", 404, 40403));

    // When
    Decoded<Command> read = commands.deserialize("commands", bytes);

    // Then
    assertThat(unreadable(read).reason()).contains("4711").contains("40403");
    assertThat(Duration.ofNanos(nanos.get())).isGreaterThanOrEqualTo(GRACE);
  }

  @Test
  void shouldReadTheRecordWhenTheRegistryDidNotKnowItsSchemaAtFirst() {
    // Given
    registry.fails(
        id ->
            nanos.get() < GRACE.toNanos() - 1
                ? new RestClientException("Schema not found", 404, 40403)
                : null);

    // When
    Decoded<Command> read = commands.deserialize("commands", written);

    // Then
    assertThat(read).isEqualTo(new Decoded.Readable<>(COMMAND, written.length));
  }

  @Test
  void shouldWriteWhenTheRegistryDidNotKnowTheSchemaAtFirst() {
    // Given
    registry
        .failsOnce(new RestClientException("Subject not found", 404, 40401))
        .failsOnce(new RestClientException("Schema not found", 404, 40403));

    // When
    byte[] bytes = wire.serializer(Command.class).serialize("commands", COMMAND);

    // Then
    assertThat(bytes).isEqualTo(written);
  }

  @Test
  void shouldBeUnreadableWhenTheSchemaIsAnotherRecords() throws Exception {
    // Given
    Schema other = SchemaBuilder.record("Other").fields().requiredLong("x").endRecord();
    int id = registry.register("commands-value", new AvroSchema(other));
    byte[] bytes = ByteBuffer.allocate(6).put((byte) 0).putInt(id).put((byte) 2).array();

    // When
    Decoded<Command> read = commands.deserialize("commands", bytes);

    // Then
    assertThat(unreadable(read).reason()).contains("not a valid Command").contains("Other");
  }

  @Test
  void shouldBeUnreadableWhenTheSchemaIsNoAvroSchema() {
    // Given
    registry.failsOnce(new IOException("Invalid schema syntax = \"proto3\" of type PROTOBUF"));

    // When
    Decoded<Command> read = commands.deserialize("commands", written);

    // Then
    assertThat(unreadable(read).reason()).contains("not a usable Avro schema");
  }

  static Stream<Exception> absences() {
    return Stream.of(
        new ConnectException("Connection refused"),
        new SocketTimeoutException("Read timed out"),
        new IOException("tunnel failed"),
        new RestClientException("Unauthorized", 401, 401),
        new RestClientException("Forbidden", 403, 40301),
        new RestClientException("Not Found", 404, 50005),
        new RestClientException("Too many", 429, 42901),
        new RestClientException("oops", 500, 50001),
        new RestClientException("no leader", 503, 50003));
  }

  @ParameterizedTest
  @MethodSource("absences")
  void shouldReadTheRecordWhenTheRegistryComesBack(Exception absence) {
    // Given
    registry.failsOnce(absence).failsOnce(absence).failsOnce(absence);

    // When
    Decoded<Command> read = commands.deserialize("commands", written);

    // Then
    assertThat(read).isEqualTo(new Decoded.Readable<>(COMMAND, written.length));
  }

  @ParameterizedTest
  @MethodSource("absences")
  void shouldThrowWithinTheWaitWhenTheRegistryStaysAway(Exception absence) {
    // Given
    registry.fails(absence);
    long start = nanos.get();

    // When, then
    assertThatThrownBy(() -> commands.deserialize("commands", written))
        .isInstanceOf(RegistryAwayException.class)
        .hasCause(absence);
    assertThat(Duration.ofNanos(nanos.get() - start)).isBetween(BLOCKING.minusSeconds(2), BLOCKING);
    assertThat(registry.questions()).isLessThan(50);
  }

  @Test
  void shouldThrowAndStayInterruptedWhenInterruptedWhileItWaits() {
    // Given
    registry.fails(new ConnectException("refused"));
    RegistrySerdes interrupted =
        wire(
            ms -> {
              throw new InterruptedException();
            });
    Deserializer<Decoded<Command>> reader = interrupted.deserializer(Command.class);

    // When, then
    assertThatThrownBy(() -> reader.deserialize("commands", written))
        .isInstanceOf(RegistryAwayException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void shouldWriteWhenTheRegistryComesBack() {
    // Given
    registry.failsOnce(new ConnectException("refused"));

    // When
    byte[] bytes = wire.serializer(Command.class).serialize("commands", COMMAND);

    // Then
    assertThat(bytes).isEqualTo(written);
  }

  @Test
  void shouldNotWriteWhenTheSchemaIsNotRegistered() {
    // Given
    String topic = "elsewhere";

    // When, then
    assertThatThrownBy(() -> wire.serializer(Command.class).serialize(topic, COMMAND))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("elsewhere-value");
  }

  @Test
  void shouldAllowAnotherWriterWhoseRecordHasOurShape() throws Exception {
    // Given
    Schema ours = ContractSchemas.published(Command.class).rawSchema();
    Schema theirs =
        new Schema.Parser().parse(ours.toString().replaceFirst("dev\\.sluice\\.v1", "com.acme"));
    int id = registry.register("commands-value", new AvroSchema(theirs));
    byte[] bytes = written.clone();
    ByteBuffer.wrap(bytes).putInt(1, id);

    // When
    Decoded<Command> read = commands.deserialize("commands", bytes);

    // Then
    assertThat(read).isEqualTo(new Decoded.Readable<>(COMMAND, written.length));
  }

  @Test
  void shouldRefuseAWaitThatATransactionDoesNotOutlive() {
    assertThatThrownBy(
            () -> new RegistryWaits(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("transaction");
  }

  @Test
  void shouldRefuseASettingThatIsNotFree() {
    // Given
    Map<String, String> settings = Map.of("auto.register.schemas", "true");

    // When, then
    assertThatThrownBy(
            () -> new RegistrySerdes("http://127.0.0.1:1", settings, RegistryWaits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("auto.register.schemas");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"missing.id.cache.ttl.sec", "schema.registry.missing.schema.cache.ttl.sec"})
  void shouldRefuseTheClientsOwnMemoryOfWhatIsMissing(String setting) {
    // Given
    Map<String, String> settings = Map.of(setting, "60");

    // When, then
    assertThatThrownBy(
            () -> new RegistrySerdes("http://127.0.0.1:1", settings, RegistryWaits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting)
        .hasMessageContaining("missing_id_ttl");
  }

  @Test
  void shouldRefuseCredentialsInTheUrlWithoutRepeatingThem() {
    assertThatThrownBy(
            () ->
                new RegistrySerdes(
                    "http://ann:secret@127.0.0.1:1", Map.of(), RegistryWaits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("basic.auth.user.info")
        .hasMessageNotContaining("secret");
  }

  private RegistrySerdes wire(RegistryRetry.Pause pause) {
    RegistryClient client = RegistryClient.over(registry);
    return new RegistrySerdes(
        client,
        new SchemaIds(client, new RegistryWaits(BLOCKING, GRACE, GRACE), nanos::get, pause),
        new RegistryRetry(BLOCKING, nanos::get, pause),
        GRACE);
  }

  private interface Writing {
    void to(BinaryEncoder encoder) throws IOException;
  }

  private byte[] requestWith(Writing writing) throws IOException {
    CompletionRequest honest = RequestRecordsTest.request().build();
    byte[] prefix =
        Arrays.copyOf(wire.serializer(CompletionRequest.class).serialize("requests", honest), 5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(prefix);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    writing.to(encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static Decoded.Unreadable<Command> unreadable(Decoded<Command> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Unreadable.class);
    return (Decoded.Unreadable<Command>) decoded;
  }
}
