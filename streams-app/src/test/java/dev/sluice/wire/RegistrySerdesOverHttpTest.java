package dev.sluice.wire;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Confluent's real client makes of a registry's real answers. */
class RegistrySerdesOverHttpTest {
  private static final byte[] BYTES = {0, 0, 0, 0, 7, 2, 0, 0, 0, 0};

  private static final Command COMMAND;

  static {
    AvroTrust.establish();
    COMMAND = new Command(CommandKind.CANCEL, "", "", Instant.ofEpochMilli(0), null);
  }

  private final WireMockServer registry =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

  @BeforeEach
  void start() {
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop();
  }

  @Test
  void shouldBeUnreadableWhenTheRegistryAnswersThatThereIsNoSuchSchema() {
    // Given
    registry.stubFor(get(anyUrl()).willReturn(error(404, 40403)));

    // When
    Decoded<Command> read = reader(Duration.ZERO).deserialize("commands", BYTES);

    // Then
    assertThat(read).isInstanceOf(Decoded.Unreadable.class);
    registry.verify(1, getRequestedFor(anyUrl()));
  }

  @Test
  void shouldBeUnreadableWhenTheSchemaIsOfProtobuf() {
    // Given
    String schema = "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message X {}\"}";
    registry.stubFor(get(anyUrl()).willReturn(okJson(schema)));

    // When
    Decoded<Command> read = reader(Duration.ZERO).deserialize("commands", BYTES);

    // Then
    assertThat(read).isInstanceOf(Decoded.Unreadable.class);
  }

  @Test
  void shouldBeUnreadableWhenTheSchemaIsDamaged() {
    // Given
    registry.stubFor(
        get(anyUrl()).willReturn(okJson("{\"schema\":\"{\\\"type\\\":\\\"odd\\\"}\"}")));

    // When
    Decoded<Command> read = reader(Duration.ZERO).deserialize("commands", BYTES);

    // Then
    assertThat(read).isInstanceOf(Decoded.Unreadable.class);
  }

  @Test
  void shouldTakeAProxysPageForARegistryThatIsAway() {
    // Given
    registry.stubFor(
        get(anyUrl()).willReturn(aResponse().withStatus(404).withBody("<html>no</html>")));
    Deserializer<Decoded<Command>> reader = reader(Duration.ZERO);

    // When, then
    assertThatThrownBy(() -> reader.deserialize("commands", BYTES))
        .isInstanceOf(RegistryAwayException.class)
        .hasMessageContaining("404");
  }

  @Test
  void shouldReadAndAskForASchemaOnlyOnceWhenTheRegistryComesBack() {
    // Given
    String schema =
        ContractSchemas.published(Command.class).rawSchema().toString().replace("\"", "\\\"");
    registry.stubFor(
        get(anyUrl()).inScenario("away").willReturn(error(503, 50003)).willSetStateTo("back"));
    registry.stubFor(
        get(anyUrl())
            .inScenario("away")
            .whenScenarioStateIs("back")
            .willReturn(okJson("{\"schema\":\"" + schema + "\"}")));
    Deserializer<Decoded<Command>> reader = reader(Duration.ofSeconds(5));
    Decoded<Command> first = reader.deserialize("commands", BYTES);

    // When
    Decoded<Command> second = reader.deserialize("commands", BYTES);

    // Then
    assertThat(first).isInstanceOf(Decoded.Readable.class).isEqualTo(second);
    registry.verify(2, getRequestedFor(anyUrl()));
  }

  @Test
  void shouldAskForTheIdOnceAndRegisterNothingWhenWriting() {
    // Given
    registry.stubFor(post(anyUrl()).willReturn(okJson("{\"id\":7,\"version\":1}")));
    try (RegistrySerdes wire = wire(Duration.ZERO)) {
      var serializer = wire.serializer(Command.class);
      serializer.serialize("commands", COMMAND);

      // When
      byte[] bytes = serializer.serialize("commands", COMMAND);

      // Then
      assertThat(bytes).isEqualTo(BYTES);
      registry.verify(1, postRequestedFor(anyUrl()));
    }
  }

  @Test
  void shouldNotAskAgainWhenWritingAndReadingAfterTheRegistration() {
    // Given
    String schema = ContractSchemas.published(Command.class).rawSchema().toString();
    registry.stubFor(get(anyUrl()).willReturn(okJson("{\"compatibilityLevel\":\"NONE\"}")));
    registry.stubFor(
        get(urlPathEqualTo("/schemas/ids/7"))
            .willReturn(okJson("{\"schema\":" + TextNode.valueOf(schema) + "}")));
    registry.stubFor(put(anyUrl()).willReturn(okJson("{\"compatibility\":\"FULL_TRANSITIVE\"}")));
    registry.stubFor(post(anyUrl()).willReturn(okJson("{\"id\":7,\"version\":1}")));
    try (RegistrySerdes wire = wire(Duration.ZERO)) {
      wire.registration(Duration.ZERO).register(Map.of("commands", Command.class));
      registry.verify(
          putRequestedFor(urlPathEqualTo("/config/commands-value"))
              .withRequestBody(containing("FULL_TRANSITIVE")));
      registry.resetRequests();

      // When
      byte[] bytes = wire.serializer(Command.class).serialize("commands", COMMAND);
      Decoded<Command> read = wire.deserializer(Command.class).deserialize("commands", BYTES);

      // Then
      assertThat(bytes).isEqualTo(BYTES);
      assertThat(read).isInstanceOf(Decoded.Readable.class);
      registry.verify(0, anyRequestedFor(anyUrl()));
    }
  }

  @Test
  void shouldSendTheCredentialsOfTheSettings() {
    // Given
    registry.stubFor(get(anyUrl()).willReturn(error(404, 40403)));
    Map<String, String> settings =
        Map.of(
            "basic.auth.credentials.source", "USER_INFO",
            "schema.registry.basic.auth.user.info", "ann:secret",
            "schema.registry.http.read.timeout.ms", "900");

    // When
    try (RegistrySerdes wire =
        new RegistrySerdes(registry.baseUrl(), settings, waits(Duration.ZERO))) {
      wire.deserializer(Command.class).deserialize("commands", BYTES);
    }

    // Then
    registry.verify(getRequestedFor(anyUrl()).withBasicAuth(new BasicCredentials("ann", "secret")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | text/html;charset=utf-8 | <html>not found</html>",
        "404 | application/json | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}",
        "404 | application/json | {\"title\":\"no such resource\",\"status\":404}",
        "301 | text/html | <title>Moved</title>",
        "200 | text/html | <!doctype html><title>App</title>",
        "200 | application/json | {\"status\":\"UP\"}"
      })
  void shouldSayThatTheUrlIsWrongWhenSomethingElseListensThere(
      int status, String type, String body) {
    // Given
    registry.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse().withStatus(status).withHeader("Content-Type", type).withBody(body)));

    // When, then
    try (RegistrySerdes wire = wire(Duration.ZERO)) {
      assertThatThrownBy(
              () -> wire.registration(Duration.ZERO).register(Map.of("commands", Command.class)))
          .isInstanceOf(RegistryAwayException.class)
          .hasMessage(
              "schema_registry.url does not lead to a schema registry: GET %s/config/commands-value is answered with HTTP status %d and content type %s; correct it, with the path of the registry's API if it has one, such as /apis/ccompat/v7 (Apicurio Registry)"
                  .formatted(registry.baseUrl(), status, type));
    }
  }

  private Deserializer<Decoded<Command>> reader(Duration wait) {
    return wire(wait).deserializer(Command.class);
  }

  private RegistrySerdes wire(Duration wait) {
    return new RegistrySerdes(registry.baseUrl(), Map.of(), waits(wait));
  }

  private static RegistryWaits waits(Duration blocking) {
    return new RegistryWaits(blocking, Duration.ZERO, Duration.ofSeconds(5));
  }

  private static ResponseDefinitionBuilder error(int status, int code) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody("{\"error_code\":" + code + ",\"message\":\"no\"}");
  }
}
