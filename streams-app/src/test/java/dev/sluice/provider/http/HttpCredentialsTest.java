package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.RateLimits;
import dev.sluice.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HttpCredentialsTest {
  private static final String ONE = "sk-one-0123456789abcdef";
  private static final String TWO = "sk-two-0123456789abcdef";
  private static final String OK =
      "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hello\"}}]}";
  private static final Target TARGET = Attempts.target("t", "p");

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final Providers providers =
      TestProviders.open(
          List.of(
              new ProviderSettings(
                  "p",
                  ProviderKind.OPENAI,
                  URI.create(SERVER.baseUrl()),
                  null,
                  List.of(new Secret(ONE), new Secret(TWO)),
                  Map.of(),
                  ProviderSettings.MAX_TOKENS,
                  10)),
          () -> now);

  @AfterEach
  void close() {
    providers.close();
  }

  private Provider provider() {
    return Objects.requireNonNull(providers.find("p")).provider();
  }

  private Outcome run() throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    provider().start(Attempts.saying("hi", TARGET), Duration.ofSeconds(15), outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  private Outcome.Failed failed() throws Exception {
    return (Outcome.Failed) run();
  }

  private static void answer(String key, ResponseDefinitionBuilder response) {
    SERVER.stubFor(
        post("/chat/completions")
            .withHeader("Authorization", equalTo("Bearer " + key))
            .willReturn(response));
  }

  private static ResponseDefinitionBuilder refusal(int status) {
    return aResponse().withStatus(status).withBody("{\"error\":{\"message\":\"no\"}}");
  }

  private static void verify(int count, String key) {
    SERVER.verify(
        count,
        postRequestedFor(urlEqualTo("/chat/completions"))
            .withHeader("Authorization", equalTo("Bearer " + key)));
  }

  @Test
  void shouldGoOnWithTheOtherCredentialAfterOneIsRefused() throws Exception {
    // Given
    answer(ONE, refusal(401));
    answer(TWO, okJson(OK));
    Outcome.Failed first = failed();

    // When
    Outcome second = run();

    // Then
    assertThat(first.failure().type()).isEqualTo(FailureType.AUTHENTICATION);
    assertThat(first.otherCredential()).isTrue();
    assertThat(second).isInstanceOf(Outcome.Answered.class);
    assertThat(run()).isInstanceOf(Outcome.Answered.class);
    verify(1, ONE);
    verify(2, TWO);
  }

  @Test
  void shouldMakeNoCallWhenEveryCredentialIsRefused() throws Exception {
    // Given
    answer(ONE, refusal(401));
    answer(TWO, refusal(402));
    failed();
    now = now.plusSeconds(10);
    Outcome.Failed last = failed();

    // When
    Outcome.Failed exhausted = failed();

    // Then
    assertThat(last.failure().type()).isEqualTo(FailureType.QUOTA_EXHAUSTED);
    assertThat(last.otherCredential()).isFalse();
    assertThat(exhausted.failure().type()).isEqualTo(FailureType.CREDENTIALS_EXHAUSTED);
    assertThat(exhausted.failure().facts().retryAfter()).isEqualTo(Duration.ofSeconds(20));
    assertThat(exhausted.failure().toString()).doesNotContain("sk-");
    verify(1, ONE);
    verify(1, TWO);
  }

  @Test
  void shouldBeRateLimitedUntilTheFirstCredentialReturns() throws Exception {
    // Given
    answer(ONE, refusal(429).withHeader("retry-after", "20"));
    answer(TWO, refusal(429).withHeader("retry-after", "7"));
    failed();
    failed();

    // When
    Outcome.Failed limited = failed();

    // Then
    assertThat(limited.failure().type()).isEqualTo(FailureType.PROVIDER_RATE_LIMITED);
    assertThat(limited.failure().facts().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(limited.otherCredential()).isFalse();
    verify(1, ONE);
    verify(1, TWO);
    now = now.plusSeconds(7);
    failed();
    verify(2, TWO);
  }

  @Test
  void shouldKnowFromAnAnswerThatNothingRemains() throws Exception {
    // Given
    answer(
        ONE,
        okJson(OK)
            .withHeader("x-ratelimit-remaining-requests", "0")
            .withHeader("x-ratelimit-reset-requests", "12s"));
    answer(
        TWO,
        okJson(OK)
            .withHeader("x-ratelimit-remaining-requests", "0")
            .withHeader("x-ratelimit-reset-requests", "8s"));
    run();
    assertThat(provider().usableFrom(TARGET, now)).isEqualTo(now);

    // When
    run();

    // Then
    assertThat(provider().usableFrom(TARGET, now)).isEqualTo(now.plusSeconds(8));
    assertThat(provider().rateLimits(TARGET).remaining(RateLimits.Kind.REQUESTS)).isZero();
  }

  @Test
  void shouldMaskEveryCredentialWhicheverTheAttemptUsed() throws Exception {
    // Given
    answer(
        ONE,
        aResponse()
            .withStatus(400)
            .withHeader("x-request-id", TWO)
            .withBody("{\"error\":{\"message\":\"seen " + ONE + " and " + TWO + "\"}}"));

    // When
    Outcome.Failed failed = failed();

    // Then
    assertThat(failed.failure().message()).isEqualTo("p answered 400: seen *** and ***");
    assertThat(failed.toString()).doesNotContain("sk-");
  }
}
