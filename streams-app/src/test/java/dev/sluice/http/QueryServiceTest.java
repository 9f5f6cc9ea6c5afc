package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryServiceTest {
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/nothing", "/v1/responses/a/b", "/v1", "/a;b=c"})
  void shouldAnswer404InJsonWhenThePathIsUnknown(String path) {
    // When
    HttpResponse<String> response =
        gateway.send(gateway.request(path).header("Accept", "text/html").build());

    // Then
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Gateway.json(response).at("/error/type").asText())
        .isEqualTo("invalid_request_error");
    assertThat(Gateway.json(response).at("/error/message").asText())
        .contains("GET " + path)
        .contains("/v1/responses");
  }

  @Test
  void shouldAnswer400InJsonWhenThePathClimbs() {
    // When
    HttpResponse<String> response = gateway.send(gateway.request("/%2e%2e/etc").build());

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(response).at("/error/type").asText())
        .isEqualTo("invalid_request_error");
  }

  @Test
  void shouldSayWhatToDoWhenThePortIsTaken() {
    // Given
    QueryService second = new QueryService(PlainHttp.on(gateway.port()), List.of());

    // When
    Throwable thrown = catchThrowable(second::start);

    // Then
    assertThat(thrown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("can't listen on 127.0.0.1:" + gateway.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "OPTIONS", "BREW"})
  void shouldAnswer405InJsonWhenTheMethodIsNotTaken(String method) {
    // When
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request("/v1/responses/" + Gateway.ID)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());

    // Then
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow").orElse("")).contains("GET");
    assertThat(Gateway.json(response).path("error").path("message").asText()).contains(method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/broken/exception", "/broken/error"})
  void shouldTellNothingOfTheInsideWhenAHandlerFails(String path) {
    // When
    HttpResponse<String> response = gateway.send(gateway.request(path).build());

    // Then
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secret", "Exception", "at dev.");
    assertThat(Gateway.json(response).at("/error/code").asText()).isEqualTo("internal_error");
  }

  @Test
  void shouldRefuseInJsonWhenTheRequestIsTooLarge() throws IOException {
    // Given
    HttpRequest longUrl = gateway.request("/v1/responses/" + "a".repeat(20_000)).build();
    HttpRequest longHeader = gateway.request("/").header("x-long", "a".repeat(20_000)).build();
    // the body itself is never sent: a client that still writes it may miss the refusal
    String longBody = "PUT /v1/responses/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n";

    // When
    List<HttpResponse<String>> responses = List.of(gateway.send(longUrl), gateway.send(longHeader));
    String refused = gateway.exchange(longBody.getBytes(StandardCharsets.US_ASCII));

    // Then
    assertThat(responses).extracting(HttpResponse::statusCode).containsExactly(414, 431);
    assertThat(responses)
        .allSatisfy(
            response ->
                assertThat(Gateway.json(response).path("error").path("type").asText())
                    .isEqualTo("invalid_request_error"));
    assertThat(refused).startsWith("HTTP/1.1 413").contains("invalid_request_error");
  }

  @Test
  void shouldTellHealthAndReadiness() {
    // Given
    gateway.health.reasons = List.of("the streams are CREATED");

    // When
    HttpResponse<String> ready = gateway.send(gateway.request("/health/ready").build());
    HttpResponse<String> live = gateway.send(gateway.request("/health/live").build());

    // Then
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(Gateway.json(ready).at("/reasons/0").asText()).isEqualTo("the streams are CREATED");
    assertThat(live.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNotBeLiveWhenOnlyARestartCanHelp() {
    // Given
    gateway.health.live = false;

    // When
    HttpResponse<String> live =
        gateway.send(
            gateway
                .request("/health/live")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());

    // Then
    assertThat(live.statusCode()).isEqualTo(503);
  }

  @Test
  void shouldShowMetricsAndThePageToAnyoneWithoutAnOperatorsKey() {
    // Given
    gateway.registry.counter("sluice.test").increment();

    // When
    HttpResponse<String> metrics = gateway.send(gateway.request("/metrics").build());
    HttpResponse<String> overview = gateway.send(gateway.request("/overview").build());
    HttpResponse<String> page = gateway.send(gateway.request("/").build());

    // Then
    assertThat(metrics.body()).contains("sluice_test_total 1.0");
    assertThat(Gateway.json(overview).at("/now/in_flight").asLong(-1)).isEqualTo(3);
    assertThat(page.body()).contains("Sluice</h1>");
  }

  @Test
  void shouldTimeRequestsByTheirPathTemplateAndStatus() {
    // When
    gateway.poll(Gateway.ID, Gateway.KEY);
    gateway.send(gateway.request("/v1/nothing/" + Gateway.ID).build());

    // Then
    assertThat(gateway.registry.scrape())
        .contains(
            "sluice_http_requests_seconds_count{path=\"/v1/responses/{id}\",status=\"503\"} 1")
        .contains("sluice_http_requests_seconds_count{path=\"unknown\",status=\"404\"} 1")
        .doesNotContain(Gateway.ID);
  }
}
