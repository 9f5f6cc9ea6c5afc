package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that measures nothing. */
class OperationsApiTest {
  private final QueryService service =
      new QueryService(
          PlainHttp.on(0),
          List.of(
              new OperationsApi(
                  new FakeHealth(), new HashedApiKeys(), new SimpleMeterRegistry(), null)));

  @BeforeEach
  void start() {
    service.start();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void shouldHaveNoMetricsWhereNothingIsMeasured() throws Exception {
    // When
    HttpResponse<String> metrics = get("/metrics");

    // Then
    assertThat(metrics.statusCode()).isEqualTo(404);
  }

  @Test
  void shouldTellItsHealthAllTheSame() throws Exception {
    // When
    HttpResponse<String> live = get("/health/live");

    // Then
    assertThat(live.statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
