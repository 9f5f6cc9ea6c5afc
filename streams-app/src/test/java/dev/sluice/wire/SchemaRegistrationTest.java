package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.Command;
import dev.sluice.v1.TenantPolicy;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class SchemaRegistrationTest {
  private static final Map<String, Class<? extends SpecificRecord>> TYPES =
      Map.of("sluice.commands", Command.class, "sluice.tenants", TenantPolicy.class);

  private final FakeRegistry registry = new FakeRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final RegistryClient client = RegistryClient.over(registry);
  private final SchemaIds ids = new SchemaIds(client, RegistryWaits.DEFAULT);
  private final SchemaRegistration registration =
      new SchemaRegistration(
          client,
          new RegistryRetry(
              Duration.ofSeconds(30), nanos::get, ms -> nanos.addAndGet(ms * 1_000_000)),
          ids);

  @Test
  void shouldRegisterEverySchemaUnderItsTopicAndHoldItToFullTransitive() throws Exception {
    // When
    registration.register(TYPES);

    // Then
    assertThat(registry.getAllSubjects())
        .containsExactlyInAnyOrder("sluice.commands-value", "sluice.tenants-value");
    assertThat(registry.getCompatibility("sluice.commands-value")).isEqualTo("FULL_TRANSITIVE");
    assertThat(registry.getCompatibility("sluice.tenants-value")).isEqualTo("FULL_TRANSITIVE");
  }

  @Test
  void shouldNotTellTheRegistryThatStringsAreJavas() throws Exception {
    // When
    registration.register(TYPES);

    // Then
    assertThat(registry.getLatestSchemaMetadata("sluice.commands-value").getSchema())
        .contains("polling_id")
        .doesNotContain("avro.java.string");
  }

  @Test
  void shouldChangeNothingWhenRepeated() throws Exception {
    // Given
    registration.register(TYPES);

    // When
    registration.register(TYPES);

    // Then
    assertThat(registry.getAllVersions("sluice.commands-value")).containsExactly(1);
  }

  @Test
  void shouldNameTheSubjectAndTheRegistrysWordsWhenTheSchemaDoesNotFit() {
    // Given
    registry
        .failsOnce(new RestClientException("no level", 404, 40408))
        .failsOnce(new RestClientException("field x lacks a default", 409, 409));

    // When, then
    assertThatThrownBy(() -> registration.register(Map.of("sluice.commands", Command.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sluice.commands-value")
        .hasMessageContaining("field x lacks a default");
  }

  @Test
  void shouldWaitForARegistryThatIsAway() throws Exception {
    // Given
    registry.failsOnce(new ConnectException("refused")).failsOnce(new ConnectException("refused"));

    // When
    registration.register(TYPES);

    // Then
    assertThat(registry.getAllSubjects()).hasSize(2);
  }

  @Test
  void shouldWaitForAProxyThatKnowsItsRegistryAMomentLater() throws Exception {
    // Given
    for (int i = 0; i < 5; i++) {
      registry.failsOnce(new RestClientException("404 page not found", 404, 50005));
    }

    // When
    registration.register(TYPES);

    // Then
    assertThat(registry.getAllSubjects()).hasSize(2);
  }

  @Test
  void shouldGiveUpEarlyWhenItIsNoRegistryThatReplies() {
    // Given
    registry.fails(new RestClientException("404 page not found", 404, 50005));

    // When, then
    assertThatThrownBy(() -> registration.register(TYPES))
        .isInstanceOf(RegistryAwayException.class)
        .hasMessageContaining("schema_registry.url does not lead to a schema registry");
    assertThat(Duration.ofNanos(nanos.get()))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
  }

  @Test
  void shouldWaitForAFollowerThatLagsBehindTheLeaderThatTookASchema() throws Exception {
    // Given
    registry.fails(
        id ->
            id > 0 && Duration.ofNanos(nanos.get()).toSeconds() < 3
                ? new RestClientException("Schema not found", 404, 40403)
                : null);

    // When
    registration.register(TYPES);

    // Then
    int id = registry.getLatestSchemaMetadata("sluice.commands-value").getId();
    assertThat(ids.isKnown("sluice.commands", id)).isTrue();
  }

  @Test
  void shouldGiveUpWhenTheRegistryStaysAwayForTheWholeWait() {
    // Given
    registry.fails(new ConnectException("refused"));

    // When, then
    assertThatThrownBy(() -> registration.register(TYPES))
        .isInstanceOf(RegistryAwayException.class)
        .hasMessageContaining("PT30S");
    assertThat(Duration.ofNanos(nanos.get())).isGreaterThan(Duration.ofSeconds(29));
  }
}
