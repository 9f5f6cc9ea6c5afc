package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By bare sockets: Java's own client sends no Origin. */
class CorsTest {
  private static final String APP = "https://app.example.com";
  private static final Endpoints ECHO =
      routes -> {
        routes.post("/v1/responses", ctx -> ReplyWriter.write(ctx, 200, Json.object()));
        routes.get("/v1/responses", ctx -> ctx.result("no status of its own"));
      };

  @Test
  void shouldAnswerAPreflightForAPageThatMayCall() throws IOException {
    // When
    String answer = preflight(List.of(APP), APP);

    // Then
    assertThat(answer)
        .startsWith("http/1.1 200")
        .contains("access-control-allow-origin: " + APP)
        .contains("access-control-allow-methods: post")
        .contains("access-control-allow-headers: authorization, content-type, x-stainless-os")
        .contains("access-control-max-age: 600")
        .contains("vary: origin")
        .doesNotContain("access-control-allow-credentials");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, https://evil.example.com",
    "https://app.example.com, http://app.example.com",
    "https://app.example.com, https://app.example.com.evil.test",
    "https://app.example.com, null",
    "https://*.example.com, https://example.org",
  })
  void shouldNotShareWithOthers(String allowed, String origin) throws IOException {
    // When
    String answers = preflight(List.of(allowed), origin) + post(List.of(allowed), origin);

    // Then
    assertThat(answers).doesNotContain("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void shouldAnswerOthersAsIfNothingWereShared(String method) throws IOException {
    // When
    String answer =
        ask(List.of(APP), method, "Origin: https://other.test\r\nContent-Length: 0\r\n");

    // Then
    assertThat(answer).startsWith("http/1.1 200").doesNotContain("access-control-allow-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, https://app.example.com",
    "https://*.example.com, https://app.example.com",
    "http://localhost:3000, http://localhost:3000"
  })
  void shouldShowWhatSdksReadToAPageThatMayCall(String allowed, String origin) throws IOException {
    // When
    String answer = post(List.of(allowed), origin);

    // Then
    assertThat(answer)
        .startsWith("http/1.1 200")
        .contains("access-control-allow-origin: " + origin)
        .contains("access-control-expose-headers: x-request-id,")
        .contains("retry-after", "x-ratelimit-remaining-tokens", "x-should-retry", "location");
  }

  @Test
  void shouldShareWithAllButWithoutCredentials() throws IOException {
    // When
    String answer = post(List.of("*"), APP);

    // Then
    assertThat(answer)
        .contains("access-control-allow-origin: *")
        .doesNotContain("access-control-allow-credentials");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://app.example.com", "*"})
  void shouldShareNothingUnlessItIsConfigured(String origin) throws IOException {
    // When
    String preflight = preflight(List.of(), origin);

    // Then
    assertThat(preflight).startsWith("http/1.1 405").doesNotContain("access-control");
  }

  private static String preflight(List<String> allowed, String origin) throws IOException {
    return ask(
        allowed,
        "OPTIONS",
        "Origin: "
            + origin
            + "\r\nAccess-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: authorization, content-type, x-stainless-os\r\n");
  }

  private static String post(List<String> allowed, String origin) throws IOException {
    return ask(allowed, "POST", "Origin: " + origin + "\r\nContent-Length: 0\r\n");
  }

  private static String ask(List<String> allowed, String method, String headers)
      throws IOException {
    ServerSettings settings =
        new ServerSettings("127.0.0.1", 0, 1_000, 4_096, 10, Duration.ofSeconds(20), null, allowed);
    try (QueryService service = new QueryService(settings, List.of(ECHO))) {
      service.start();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
        client.setSoTimeout(20_000);
        String request =
            method
                + " /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + headers
                + "\r\n";
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = client.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
      }
    }
  }
}
