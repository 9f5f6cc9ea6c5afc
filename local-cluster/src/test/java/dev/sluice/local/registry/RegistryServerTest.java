package dev.sluice.local.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry as Confluent's own client sees it. */
class RegistryServerTest {

  private static final ParsedSchema BASE =
      record(
          """
      {"name":"a","type":"string"}""");
  private static final ParsedSchema WITH_DEFAULT =
      record(
          """
      {"name":"a","type":"string"},{"name":"b","type":"int","default":0}""");
  private static final ParsedSchema WITHOUT_DEFAULT =
      record(
          """
      {"name":"a","type":"string"},{"name":"b","type":"int"}""");
  private static final ParsedSchema OTHER_TYPE =
      record(
          """
      {"name":"a","type":"int"}""");

  private Path file;
  private RegistryServer server;
  private SchemaRegistryClient client;

  @BeforeEach
  void start(@TempDir Path dir) throws IOException {
    file = dir.resolve("schemas.jsonl");
    server = RegistryServer.start(file, 0);
    client = newClient();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void shouldShareIdsAcrossSubjectsWhenSchemasAreEqual() throws Exception {
    // Given
    int id = client.register("one-value", BASE);

    // When
    int again = newClient().register("two-value", BASE);

    // Then
    assertThat(again).isEqualTo(id);
    assertThat(newClient().getSchemaById(id)).isEqualTo(BASE);
    assertThat(newClient().getAllSubjectsById(id)).containsExactly("one-value", "two-value");
    assertThat(newClient().getVersion("two-value", BASE)).isEqualTo(1);
    assertThat(newClient().getId("two-value", BASE)).isEqualTo(id);
  }

  @Test
  void shouldKeepTheVersionWhenASchemaIsRegisteredAgain() throws Exception {
    // Given
    int first = client.register("s", BASE);
    int second = client.register("s", WITH_DEFAULT);

    // When
    int again = newClient().register("s", BASE);

    // Then
    assertThat(again).isEqualTo(first).isNotEqualTo(second);
    assertThat(newClient().getAllVersions("s")).containsExactly(1, 2);
    assertThat(newClient().getLatestSchemaMetadata("s").getId()).isEqualTo(second);
    assertThat(newClient().getSchemaMetadata("s", 1).getSchema()).isEqualTo(BASE.canonicalString());
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,               true, true, true",
    "BACKWARD,           true, false, false",
    "BACKWARD_TRANSITIVE,true, false, false",
    "FORWARD,            true, true, false",
    "FORWARD_TRANSITIVE, true, true, false",
    "FULL,               true, false, false",
    "FULL_TRANSITIVE,    true, false, false",
  })
  void shouldHonourTheLevelWhenASecondVersionIsRegistered(
      String level, boolean withDefault, boolean withoutDefault, boolean otherType)
      throws Exception {
    // Given
    client.updateConfig("s", new Config(level));
    client.register("s", BASE);

    // When
    List<Boolean> compatible =
        List.of(
            client.testCompatibility("s", WITH_DEFAULT),
            client.testCompatibility("s", WITHOUT_DEFAULT),
            client.testCompatibility("s", OTHER_TYPE));

    // Then
    assertThat(compatible).containsExactly(withDefault, withoutDefault, otherType);
    assertThat(newClient().getConfig("s").getCompatibilityLevel()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"BACKWARD, true", "BACKWARD_TRANSITIVE, false"})
  void shouldLookAtAllVersionsWhenTheLevelIsTransitive(String level, boolean accepted)
      throws Exception {
    // Given: each follows from the one before, the last not from the first
    ParsedSchema withoutB =
        record(
            """
        {"name":"a","type":"string"}""");
    ParsedSchema withB =
        record(
            """
        {"name":"a","type":"string"},{"name":"b","type":"int","default":0}""");
    ParsedSchema bWithoutDefault =
        record(
            """
        {"name":"a","type":"string"},{"name":"b","type":"int"}""");
    client.updateConfig("s", new Config(level));
    client.register("s", withoutB);
    client.register("s", withB);

    // When
    RestClientException refusal = refusal(() -> client.register("s", bWithoutDefault));

    // Then
    assertThat(refusal == null).isEqualTo(accepted);
  }

  @Test
  void shouldAnswer409WhenASchemaIsIncompatible() throws Exception {
    // Given
    client.register("s", BASE);

    // When
    RestClientException refusal = refusal(() -> client.register("s", OTHER_TYPE));

    // Then
    assertThat(refusal.getStatus()).isEqualTo(409);
    assertThat(refusal.getErrorCode()).isEqualTo(409);
    assertThat(refusal).hasMessageContaining("incompatible with an earlier schema");
    assertThat(client.testCompatibilityVerbose("s", OTHER_TYPE)).isNotEmpty();
    assertThat(newClient().getAllVersions("s")).containsExactly(1);
  }

  @Test
  void shouldSayWhatIsMissingWhenItIsNotThere() throws Exception {
    // Given
    client.register("s", BASE);

    // When
    List<Integer> codes =
        List.of(
            refusal(() -> client.getSchemaById(4711)).getErrorCode(),
            refusal(() -> client.getLatestSchemaMetadata("unknown")).getErrorCode(),
            refusal(() -> client.getSchemaMetadata("s", 2)).getErrorCode(),
            refusal(() -> client.getVersion("s", OTHER_TYPE)).getErrorCode(),
            refusal(() -> client.getConfig("s")).getErrorCode(),
            refusal(() -> client.getMode("s")).getErrorCode());

    // Then
    assertThat(codes).containsExactly(40403, 40401, 40402, 40403, 40408, 40409);
  }

  @Test
  void shouldForgetASubjectInTwoStepsWhenItIsDeletedForGood() throws Exception {
    // Given
    int id = client.register("s", BASE);
    client.updateConfig("s", new Config("FULL"));
    int early = refusal(() -> client.deleteSubject(Map.of(), "s", true)).getErrorCode();

    // When
    List<Integer> hidden = client.deleteSubject("s");
    int twice = refusal(() -> newClient().deleteSubject("s")).getErrorCode();
    ParsedSchema stillReadable = newClient().getSchemaById(id);
    newClient().deleteSubject(Map.of(), "s", true);

    // Then
    assertThat(hidden).containsExactly(1);
    assertThat(List.of(early, twice)).containsExactly(40405, 40404);
    assertThat(stillReadable).isEqualTo(BASE);
    assertThat(refusal(() -> newClient().getSchemaById(id)).getErrorCode()).isEqualTo(40403);
    assertThat(newClient().getAllSubjects(true)).isEmpty();
    assertThat(newClient().register("s", OTHER_TYPE)).isEqualTo(id + 1);
    assertThat(refusal(() -> newClient().getConfig("s")).getErrorCode()).isEqualTo(40408);
  }

  @Test
  void shouldGiveANewVersionWhenADeletedOneIsRegisteredAgain() throws Exception {
    // Given
    int id = client.register("s", BASE);
    client.deleteSchemaVersion("s", "1");

    // When
    int again = newClient().register("s", BASE);

    // Then
    assertThat(again).isEqualTo(id);
    assertThat(newClient().getAllVersions("s")).containsExactly(2);
    assertThat(newClient().getAllVersions("s", true)).containsExactly(1, 2);
  }

  @Test
  void shouldKeepWhatIsReferredToWhenItsDeletionIsAsked() throws Exception {
    // Given
    client.register("part", BASE);
    AvroSchemaProvider provider = new AvroSchemaProvider();
    provider.configure(Map.of("schemaVersionFetcher", client));
    ParsedSchema whole =
        provider
            .parseSchema(
                """
                {"type":"record","name":"Whole","fields":[{"name":"part","type":"t.R"}]}""",
                List.of(new SchemaReference("t.R", "part", 1)))
            .orElseThrow();

    // When
    int id = client.register("whole", whole);

    // Then
    assertThat(newClient().getSchemaById(id).references()).isEqualTo(whole.references());
    assertThat(refusal(() -> newClient().deleteSubject("part")).getErrorCode()).isEqualTo(42206);
  }

  @Test
  void shouldKnowEverythingAgainWhenItIsStartedOnTheSameFile() throws Exception {
    // Given
    int id = client.register("s", BASE);
    client.register("s", WITH_DEFAULT);
    client.updateConfig("s", new Config("FULL_TRANSITIVE"));
    client.updateConfig(null, new Config("NONE"));
    client.deleteSchemaVersion("s", "2");
    server.close();

    // When
    server = RegistryServer.start(file, 0);

    // Then
    assertThat(newClient().getSchemaById(id)).isEqualTo(BASE);
    assertThat(newClient().getAllVersions("s")).containsExactly(1);
    assertThat(newClient().getAllVersions("s", true)).containsExactly(1, 2);
    assertThat(newClient().getConfig("s").getCompatibilityLevel()).isEqualTo("FULL_TRANSITIVE");
    assertThat(newClient().getConfig(null).getCompatibilityLevel()).isEqualTo("NONE");
    assertThat(newClient().register("other", OTHER_TYPE)).isEqualTo(id + 2);
  }

  /** Its own caches are empty. */
  private SchemaRegistryClient newClient() {
    return new CachedSchemaRegistryClient(server.url(), 100);
  }

  private static RestClientException refusal(ThrowingCallable call) {
    return catchThrowableOfType(RestClientException.class, call);
  }

  private static ParsedSchema record(String fields) {
    return new AvroSchema(
        "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"t\",\"fields\":[" + fields + "]}");
  }
}
