package dev.sluice.wire;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RememberingRegistryClientTest {
  private static final String SUBJECT = "sluice.results-value";
  private static final ParsedSchema TEXT = new AvroSchema("\"string\"");
  private static final ParsedSchema NUMBER = new AvroSchema("\"long\"");

  private final WireMockServer registry =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());
  private RememberingRegistryClient client;

  @BeforeEach
  void start() {
    registry.start();
    registry.stubFor(post(anyUrl()).withRequestBody(containing("string")).willReturn(answer(3)));
    registry.stubFor(post(anyUrl()).withRequestBody(containing("long")).willReturn(answer(4)));
    registry.stubFor(get(anyUrl()).willReturn(okJson("{\"schema\":\"\\\"string\\\"\"}")));
    client = new RememberingRegistryClient(new RestService(registry.baseUrl()), Map.of());
  }

  private static ResponseDefinitionBuilder answer(int id) {
    return okJson("{\"subject\":\"%s\",\"id\":%d,\"version\":1}".formatted(SUBJECT, id));
  }

  @AfterEach
  void stop() {
    registry.stop();
  }

  @Test
  void shouldAskOnceForTheIdOfASchema() throws Exception {
    // Given
    int first = client.getId(SUBJECT, TEXT, false);

    // When
    int again = client.getId(SUBJECT, TEXT, false);

    // Then
    assertThat(again).isEqualTo(first).isEqualTo(3);
    registry.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void shouldTellTwoSchemasOfASubjectApart() throws Exception {
    // Given
    client.getId(SUBJECT, TEXT, false);

    // When
    int other = client.getId(SUBJECT, NUMBER, false);

    // Then
    assertThat(other).isEqualTo(4);
    assertThat(client.getId(SUBJECT, TEXT, false)).isEqualTo(3);
  }

  @Test
  void shouldAskOnceForASchema() throws Exception {
    // Given
    ParsedSchema first = client.getSchemaBySubjectAndId(SUBJECT, 3);

    // When
    ParsedSchema again = client.getSchemaBySubjectAndId(SUBJECT, 3);

    // Then
    assertThat(again).isSameAs(first);
    registry.verify(1, getRequestedFor(anyUrl()));
  }

  @Test
  void shouldAskAgainAfterAFailure() throws Exception {
    // Given
    registry.stubFor(get(anyUrl()).willReturn(serverError()));
    assertThatThrownBy(() -> client.getSchemaBySubjectAndId(SUBJECT, 3))
        .isInstanceOf(RestClientException.class);
    registry.stubFor(get(anyUrl()).willReturn(okJson("{\"schema\":\"\\\"string\\\"\"}")));

    // When
    ParsedSchema found = client.getSchemaBySubjectAndId(SUBJECT, 3);

    // Then
    assertThat(found).isEqualTo(TEXT);
  }
}
