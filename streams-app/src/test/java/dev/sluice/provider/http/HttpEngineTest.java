package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HttpEngineTest {
  /** As many as there are threads that read, at most. */
  private static final int LARGE = 4;

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private final CountDownLatch decoded = new CountDownLatch(1);
  private final HttpEngine engine = new HttpEngine(1 << 20, 10, Duration.ofMillis(10)).start();

  @AfterEach
  void close() {
    decoded.countDown();
    engine.close();
  }

  private void send(String path, HttpReceiver onEnd) {
    var unused =
        engine.send(
            "pool",
            URI.create(SERVER.baseUrl() + path),
            new HttpCall("POST", "", Map.of(), ByteBuffer.allocate(0)),
            Map.of(),
            Duration.ofSeconds(15),
            onEnd);
  }

  @Test
  void shouldGoOnReadingWhileLargeAnswersAreDecoded() throws Exception {
    // Given
    String large = "x".repeat(HttpListener.MOST_BYTES_WHILE_READING + 1);
    SERVER.stubFor(post("/large").willReturn(ok(large)));
    SERVER.stubFor(post("/small").willReturn(ok("small")));
    CountDownLatch decoding = new CountDownLatch(LARGE);
    for (int i = 0; i < LARGE; i++) {
      send(
          "/large",
          end -> {
            decoding.countDown();
            awaitUninterruptibly(decoded);
          });
    }
    assertThat(decoding.await(20, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<HttpResult> small = new CompletableFuture<>();

    // When
    send("/small", small::complete);

    // Then
    assertThat(small.get(20, TimeUnit.SECONDS)).isInstanceOf(HttpResult.Replied.class);
  }
}
