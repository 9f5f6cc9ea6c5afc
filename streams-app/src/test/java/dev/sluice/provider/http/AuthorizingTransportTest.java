package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Exchange;
import dev.sluice.provider.http.Authorizer.Authorization;
import dev.sluice.provider.stream.StreamEnd;
import dev.sluice.provider.stream.StreamedPart;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AuthorizingTransportTest {
  private static final HttpCall CALL =
      new HttpCall("POST", "/x", Map.of(), ByteBuffer.wrap(new byte[0]));
  private static final URI URI_X = URI.create("https://provider.example/x");

  private final CompletableFuture<Authorization> authorization = new CompletableFuture<>();
  private final List<HttpResult> ends = new ArrayList<>();
  private final CompletableFuture<HttpResult> end = new CompletableFuture<>();
  private final List<Map<String, String>> sent = new ArrayList<>();
  private final List<HttpReceiver> open = new ArrayList<>();
  private boolean aborted;

  private Exchange send(Map<String, String> headers, Duration timeout) {
    HttpTransport inner =
        (provider, uri, call, sentHeaders, left, onEnd) -> {
          sent.add(sentHeaders);
          open.add(onEnd);
          return () -> aborted = true;
        };
    Authorizer authorizer =
        new Authorizer() {
          @Override
          public CompletableFuture<Authorization> authorize(HttpCall call, URI uri) {
            return authorization;
          }

          @Override
          public void close() {}
        };
    return new AuthorizingTransport(inner, authorizer)
        .send(
            "p",
            URI_X,
            CALL,
            headers,
            timeout,
            result -> {
              ends.add(result);
              end.complete(result);
            });
  }

  @Test
  void shouldSendOnceItIsAuthorizedAndLeaveTheOperatorsHeaders() {
    // Given
    Exchange unused = send(Map.of("x-goog-user-project", "mine"), Duration.ofMinutes(1));
    assertThat(sent).isEmpty();

    // When
    authorization.complete(
        new Authorization(
            Map.of("Authorization", "Bearer t", "X-Goog-User-Project", "other"), Set.of("t")));

    // Then
    assertThat(sent)
        .singleElement()
        .satisfies(
            headers ->
                assertThat(headers)
                    .containsEntry("Authorization", "Bearer t")
                    .containsEntry("x-goog-user-project", "mine")
                    .hasSize(2));
  }

  @Test
  void shouldSendNothingForAnExchangeThatWasAbortedWhileItWaited() {
    // Given
    Exchange exchange = send(Map.of(), Duration.ofMinutes(1));

    // When
    exchange.abort();

    // Then
    assertThat(authorization.complete(new Authorization(Map.of(), Set.of()))).isFalse();
    assertThat(ends).singleElement().isInstanceOf(HttpResult.Aborted.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void shouldAbortAnExchangeThatWasSent() {
    // Given
    Exchange exchange = send(Map.of(), Duration.ofMinutes(1));
    authorization.complete(new Authorization(Map.of(), Set.of()));

    // When
    exchange.abort();

    // Then
    assertThat(aborted).isTrue();
    assertThat(ends).isEmpty();
  }

  @Test
  void shouldTimeOutWhileItWaits() throws Exception {
    // When
    Exchange unused = send(Map.of(), Duration.ofMillis(1));

    // Then
    assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(HttpResult.TimedOut.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void shouldTakeAnythingButARefusalForABrokenConnection() {
    // Given
    Exchange unused = send(Map.of(), Duration.ofMinutes(1));

    // When
    authorization.completeExceptionally(new IOException("unreachable"));

    // Then
    assertThat(ends)
        .singleElement()
        .isInstanceOfSatisfying(
            HttpResult.Broken.class, broken -> assertThat(broken.begun()).isFalse());
  }

  @Test
  void shouldRedactWhatAuthorizedTheRequestFromTheReply() {
    // Given
    Exchange unused = send(Map.of(), Duration.ofMinutes(1));
    authorization.complete(new Authorization(Map.of(), Set.of("secret-1")));

    // When
    open.get(0)
        .ended(
            new HttpResult.Replied(
                200,
                Map.of("x-echo", List.of("Bearer secret-1")),
                StandardCharsets.UTF_8.encode("it was secret-1")));

    // Then
    HttpResult.Replied replied = (HttpResult.Replied) ends.get(0);
    assertThat(replied.headers()).containsEntry("x-echo", List.of("Bearer ***"));
    assertThat(StandardCharsets.UTF_8.decode(replied.body()).toString()).isEqualTo("it was ***");
  }

  @Test
  void shouldRedactWhatAuthorizedTheRequestFromAStream() {
    // Given
    Exchange unused = send(Map.of(), Duration.ofMinutes(1));
    authorization.complete(new Authorization(Map.of(), Set.of("secret-1")));
    Map<String, List<String>> headers = Map.of("x-echo", List.of("Bearer secret-1"));
    StreamedPart part = new StreamedPart("{\"a\":\"secret-1\"}", "it was secret-1", null);

    // When
    open.get(0).ended(new HttpResult.Streamed(200, headers, part, StreamEnd.STALLED, null));

    // Then
    assertThat(ends)
        .containsExactly(
            new HttpResult.Streamed(
                200,
                Map.of("x-echo", List.of("Bearer ***")),
                new StreamedPart("{\"a\":\"***\"}", "it was ***", null),
                StreamEnd.STALLED,
                null));
  }
}
