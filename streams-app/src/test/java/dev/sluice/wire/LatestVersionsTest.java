package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.v1.CompletionRequest;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LatestVersionsTest {
  private static final String TOPIC = "sluice.requests";
  private static final String SUBJECT = "sluice.requests-value";
  private static final Schema CONTRACT =
      ContractSchemas.published(CompletionRequest.class).rawSchema();

  private final FakeRegistry registry = new FakeRegistry();
  private final RegistrySerdes wire = new RegistrySerdes(registry, RegistryWaits.DEFAULT);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger().addAppender(lines);
    wire.registration(RegistryWaits.DEFAULT.blocking())
        .register(Map.of(TOPIC, CompletionRequest.class));
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(lines);
  }

  @Test
  void shouldNameSubjectVersionAndFieldsWhenTheLatestVersionLacksSome() throws Exception {
    // Given
    registry.register(SUBJECT, of(without("CompletionRequest.user", "Message.name")));

    // When
    wire.checkLatestVersions();

    // Then
    assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
    assertThat(lines.list.get(0).getFormattedMessage())
        .startsWith(
            "version 2 of sluice.requests-value, its latest, lacks fields of this release:"
                + " CompletionRequest.user, Message.name; ")
        .contains("use.latest.version", "DELETE /subjects/sluice.requests-value/versions/2");
  }

  @Test
  void shouldSayNothingWhenTheLatestVersionIsOfThisReleaseOrHasMoreFields() throws Exception {
    // Given
    wire.checkLatestVersions();
    Schema newer = without();
    List<Schema.Field> fields = copies(newer, field -> true);
    fields.add(new Schema.Field("of_a_newer_release", Schema.create(Schema.Type.STRING), "", ""));
    registry.register(SUBJECT, of(record(newer, fields)));

    // When
    wire.checkLatestVersions();

    // Then
    assertThat(lines.list).isEmpty();
  }

  @Test
  void shouldSayItWhenARecordHasASchemaThatLacksFieldsAndOnlyOnce() throws Exception {
    // Given
    int trimmed = registry.register(SUBJECT, of(without("CompletionRequest.user")));
    byte[] bytes = ByteBuffer.allocate(6).put((byte) 0).putInt(trimmed).array();

    // When
    wire.deserializer(CompletionRequest.class).deserialize(TOPIC, bytes);
    wire.checkLatestVersions();

    // Then
    assertThat(lines.list).hasSize(1);
  }

  @Test
  void shouldNotFailWhenTheRegistryIsAwayAgain() throws Exception {
    // Given
    int trimmed = registry.register(SUBJECT, of(without("CompletionRequest.user")));
    registry.fails(id -> id == trimmed ? new RestClientException("away", 503, 50301) : null);

    // When
    wire.checkLatestVersions();

    // Then
    assertThat(lines.list).isEmpty();
  }

  /** The contract's, but for some {@code Record.field}. */
  private static Schema without(String... fields) {
    List<String> left = List.of(fields);
    Schema copy = new Schema.Parser().parse(CONTRACT.toString());
    Schema message = copy.getField("messages").schema().getElementType();
    Schema trimmedMessage = record(message, copies(message, keeps(message, left)));
    List<Schema.Field> all = copies(copy, keeps(copy, left));
    all.replaceAll(
        field ->
            field.name().equals("messages")
                ? new Schema.Field("messages", Schema.createArray(trimmedMessage), "", null)
                : field);
    return record(copy, all);
  }

  private static Predicate<Schema.Field> keeps(Schema record, List<String> left) {
    return field -> !left.contains(record.getName() + "." + field.name());
  }

  private static List<Schema.Field> copies(Schema record, Predicate<Schema.Field> kept) {
    List<Schema.Field> fields = new ArrayList<>();
    record.getFields().stream()
        .filter(kept)
        .forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    return fields;
  }

  private static Schema record(Schema like, List<Schema.Field> fields) {
    return Schema.createRecord(like.getName(), "", like.getNamespace(), false, fields);
  }

  private static AvroSchema of(Schema schema) {
    return new AvroSchema(schema.toString());
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(LatestVersions.class);
  }
}
