package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json; charset=\"UTF-8\"",
        "application/vnd.acme+json",
        "text/json",
        // as curl -d and a plain fetch send it
        "application/x-www-form-urlencoded",
        "text/plain;charset=UTF-8"
      })
  void shouldTakeJsonByAnyTypeThatClientsGiveIt(String type) {
    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY, "Content-Type", type);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/octet-stream",
        "application/json; charset=iso-8859-1",
        "nonsense"
      })
  void shouldAnswer415WhenTheBodyIsOfATypeThatItCanNotRead(String type) {
    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY, "Content-Type", type);

    // Then
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("accept")).contains("application/json");
    assertThat(Gateway.json(response).at("/error/param").asText()).isEqualTo("Content-Type");
    assertThat(gateway.topic.published).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"gzip", "GZIP", "x-gzip"})
  void shouldInflateGzip(String encoding) throws IOException {
    // When
    HttpResponse<String> response = send(encoding, gzip(bytes(Gateway.BODY)));

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(gateway.topic.published.get(0).getMessages().get(0).getText()).isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip"})
  void shouldNameTheEncodingThatItTakesWhenItIsAnother(String encoding) {
    // When
    HttpResponse<String> response = send(encoding, bytes(Gateway.BODY));

    // Then
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("accept-encoding")).contains("gzip");
    assertThat(Gateway.json(response).at("/error/param").asText()).isEqualTo("Content-Encoding");
  }

  @Test
  void shouldInflateNoMoreThanABodyMayHave() throws IOException {
    // Given
    byte[] bomb = gzip(new byte[64 << 20]);
    byte[] fits = Arrays.copyOf(bytes(Gateway.BODY), (int) Gateway.MAX_BODY);
    Arrays.fill(fits, Gateway.BODY.length(), fits.length, (byte) ' ');

    // When
    HttpResponse<String> tooLarge = send("gzip", bomb);
    HttpResponse<String> largest = send("gzip", gzip(fits));

    // Then
    assertThat(bomb).hasSizeLessThan((int) Gateway.MAX_BODY);
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    assertThat(Gateway.json(tooLarge).at("/error/code").asText()).isEqualTo("payload_too_large");
    assertThat(largest.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayThatItIsNotGzipWhenItIsBroken() throws IOException {
    // Given
    byte[] whole = gzip(bytes(Gateway.BODY));

    // When
    HttpResponse<String> plain = send("gzip", bytes(Gateway.BODY));
    HttpResponse<String> half = send("gzip", Arrays.copyOf(whole, whole.length / 2));

    // Then
    assertThat(plain.statusCode()).isEqualTo(400);
    assertThat(half.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(half).at("/error/param").asText()).isEqualTo("Content-Encoding");
  }

  private HttpResponse<String> send(String encoding, byte[] body) {
    return gateway.send(
        gateway
            .request("/v1/responses")
            .header("Authorization", "Bearer " + Gateway.KEY)
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
