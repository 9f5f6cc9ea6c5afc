package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.FallbackKind;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.gateway.ProviderFactory;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.UnrecognizedErrors;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProviderTest {
  private static final String KEY = "sk-proj-a/b\"c-0123456789";
  private static final String OK =
      "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hello\"}}]}";
  private static final int MAX_BODY = 64 * 1024;

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private @Nullable Providers providers;

  @AfterEach
  void close() {
    if (providers != null) {
      providers.close();
    }
  }

  private Provider provider(String baseUrl, @Nullable Secret key, Map<String, String> headers) {
    ProviderSettings settings =
        new ProviderSettings(
            "openai",
            ProviderKind.OPENAI,
            URI.create(baseUrl),
            null,
            key == null ? List.of() : List.of(key),
            headers,
            ProviderSettings.MAX_COMPLETION_TOKENS,
            10);
    providers =
        ProviderFactory.open(
            List.of(settings),
            Map.of(),
            UnrecognizedErrors.NOBODY,
            InstantSource.system(),
            MAX_BODY,
            Duration.ofMillis(50));
    return Objects.requireNonNull(providers.find("openai")).provider();
  }

  private Provider provider() {
    return provider(SERVER.baseUrl() + "/v1/", new Secret(KEY), Map.of());
  }

  private static Attempt attempt() {
    return Attempts.saying("hi", Attempts.target("t", "openai"));
  }

  private static Outcome run(Provider provider, Duration timeout) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    provider.start(attempt(), timeout, outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  private static Failure failure(Provider provider, Duration timeout) throws Exception {
    return ((Outcome.Failed) run(provider, timeout)).failure();
  }

  private static Failure failure(Provider provider) throws Exception {
    return failure(provider, Duration.ofSeconds(15));
  }

  private static void answer(ResponseDefinitionBuilder response) {
    SERVER.stubFor(post("/v1/chat/completions").willReturn(response));
  }

  @Test
  void shouldSendTheRequestWithCredentialAndOperatorsHeaders() throws Exception {
    // Given
    answer(okJson(OK));
    Provider provider =
        provider(SERVER.baseUrl() + "/v1", new Secret(KEY), Map.of("OpenAI-Organization", "org-1"));

    // When
    Outcome outcome = run(provider, Duration.ofSeconds(15));

    // Then
    assertThat(((Outcome.Answered) outcome).answer().text()).isEqualTo("Hello");
    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo("/v1/chat/completions"))
            .withHeader("Authorization", equalTo("Bearer " + KEY))
            .withHeader("OpenAI-Organization", equalTo("org-1"))
            .withHeader("Idempotency-Key", equalTo("attempt-1"))
            .withHeader("Content-Type", equalTo("application/json"))
            .withHeader("User-Agent", equalTo("sluice"))
            .withRequestBody(
                equalToJson(
                    "{\"model\":\"model-x\",\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"hi\"}]}")));
  }

  @Test
  void shouldSayWithTheOutcomeWhatWasChangedForTheModel() throws Exception {
    // Given
    answer(okJson(OK));
    Attempt warm = Shaped.chat("api.openai.com", "o3").asking(Shaped.temperature(0.2)).attempt();
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    // When
    provider().start(warm, Duration.ofSeconds(15), outcome::complete);

    // Then
    assertThat(outcome.get(20, TimeUnit.SECONDS).adjustments())
        .containsExactly("temperature dropped");
  }

  @Test
  void shouldSendNoCredentialWhenThereIsNone() throws Exception {
    // Given
    answer(okJson(OK));

    // When
    Outcome outcome =
        run(provider(SERVER.baseUrl() + "/v1", null, Map.of()), Duration.ofSeconds(15));

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    SERVER.verify(
        postRequestedFor(urlEqualTo("/v1/chat/completions")).withHeader("Authorization", absent()));
  }

  @Test
  void shouldShowTheUrlWithoutItsQuery() throws Exception {
    // Given
    SERVER.stubFor(post("/v1/chat/completions?sig=s3cret").willReturn(aResponse().withStatus(500)));

    // When
    Failure failure = failure(provider(SERVER.baseUrl() + "/v1?sig=s3cret", null, Map.of()));

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.SERVER_ERROR);
    assertThat(failure.facts().request())
        .isEqualTo(new HttpRequestFacts("POST", SERVER.baseUrl() + "/v1/chat/completions"));
    assertThat(failure.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 401, 407, 429})
  void shouldHandStatusesOnThatTheClientCouldActOnItself(int status) throws Exception {
    // Given
    answer(
        aResponse()
            .withStatus(status)
            .withHeader("Location", SERVER.baseUrl() + "/elsewhere")
            .withHeader("WWW-Authenticate", "Basic realm=\"x\"")
            .withHeader("Proxy-Authenticate", "Basic realm=\"x\"")
            .withBody("{\"error\":{\"message\":\"" + "x".repeat(MAX_BODY / 2) + "\"}}"));

    // When
    Failure failure = failure(provider());

    // Then
    assertThat(failure.facts().response()).isNotNull();
    assertThat(failure.facts().response().status()).isEqualTo(status);
    assertThat(failure.facts().response().bodyTruncated()).isTrue();
    SERVER.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"no: %s\",\"param\":\"%s\",\"code\":\"%s\"}}",
        "no: %s",
        "{\"choices\":[],\"seen\":\"%s\"}"
      })
  void shouldMaskACredentialThatTheServerEchoes(String form) throws Exception {
    // Given
    String json = KEY.replace("/", "\\/").replace("\"", "\\u0022");
    for (String spelling : List.of(KEY, json, json.replace("s", "\\u0073"))) {
      answer(
          aResponse()
              .withStatus(form.contains("choices") ? 200 : 400)
              .withHeader("x-request-id", "req " + KEY)
              .withBody(form.replace("%s", spelling)));

      // When
      Failure failure = failure(provider());

      // Then
      assertThat(failure.toString()).contains("***").doesNotContain("0123456789");
      close();
    }
  }

  @Test
  void shouldTimeOutWhenTheServerHangs() throws Exception {
    // Given
    answer(okJson(OK).withFixedDelay(5_000));

    // When
    Failure failure = failure(provider(), Duration.ofMillis(100));

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.TIMEOUT);
    assertThat(failure.message()).isEqualTo("openai did not answer within 100 ms");
  }

  @Test
  void shouldTimeOutWhenTheBodyTrickles() throws Exception {
    // Given
    answer(okJson(OK).withChunkedDribbleDelay(20, 5_000));

    // When
    Failure failure = failure(provider(), Duration.ofMillis(200));

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.TIMEOUT);
  }

  @Test
  void shouldTellWhatHadComeWhenTheAnswerBrokeOff() throws Exception {
    // Given
    answer(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK));

    // When
    Failure failure = failure(provider());

    // Then
    assertThat(failure).isInstanceOf(ProviderFailure.MidStreamBreak.class);
    assertThat(failure.facts().response()).isNotNull();
    assertThat(failure.facts().response().status()).isEqualTo(200);
    assertThat(failure.facts().response().bodyTruncated()).isTrue();
    assertThat(failure.facts().request()).isNotNull();
    assertThat(failure.facts().original()).isInstanceOf(ProviderFailure.Connection.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = "MALFORMED_RESPONSE_CHUNK")
  void shouldReportABrokenConnection(Fault fault) throws Exception {
    // Given
    answer(aResponse().withFault(fault));

    // When
    Failure failure = failure(provider());

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.CONNECTION);
    assertThat(failure.facts().causes()).isNotEmpty();
    assertThat(failure.facts().request()).isNotNull();
  }

  @Test
  void shouldReportARefusedConnection() throws Exception {
    // Given
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    // When
    Failure failure = failure(provider("http://127.0.0.1:" + port, new Secret(KEY), Map.of()));

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.CONNECTION);
  }

  @Test
  void shouldReportAnUnknownHost() throws Exception {
    // When
    Failure failure = failure(provider("http://no-such-host.invalid/v1", null, Map.of()));

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.CONNECTION);
  }

  @Test
  void shouldRefuseAnAnswerThatIsTooLarge() throws Exception {
    // Given
    answer(okJson(OK.replace("Hello", "x".repeat(MAX_BODY))));

    // When
    Failure failure = failure(provider());

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.INVALID_RESPONSE);
    assertThat(failure.message())
        .isEqualTo("openai answered 200 with a body that is larger than the gateway accepts");
    assertThat(failure.facts().response()).isNotNull();
    assertThat(failure.facts().response().bodyTruncated()).isTrue();
  }

  @Test
  void shouldReportThatARequestCannotBeSent() throws Exception {
    // Given
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Attempt unsendable =
        Attempts.attempt(Attempts.target("t", "openai"), Attempts.request(List.of(), "{"));

    // When
    provider().start(unsendable, Duration.ofSeconds(5), outcome::complete);

    // Then
    Failure failure = ((Outcome.Failed) outcome.get(5, TimeUnit.SECONDS)).failure();
    assertThat(failure.type()).isEqualTo(FailureType.INVALID_REQUEST);
  }

  @Test
  void shouldLeaveItToAnotherTargetWhenThisOneGoesWrongUnforeseen() throws Exception {
    // Given
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Target broken =
        new Target("t", "openai", "m", Sampling.NONE, "[\"" + KEY, Duration.ofSeconds(5));
    Attempt attempt = Attempts.attempt(broken, Attempts.request(List.of(), null));

    // When
    provider().start(attempt, Duration.ofSeconds(5), outcome::complete);

    // Then
    Failure failure = ((Outcome.Failed) outcome.get(5, TimeUnit.SECONDS)).failure();
    assertThat(failure).isInstanceOf(ProviderFailure.Unforeseen.class);
    assertThat(failure.type().fallback()).isEqualTo(FallbackKind.GENERAL);
    assertThat(failure.facts().causes().get(0).className())
        .isEqualTo(IllegalStateException.class.getName());
    assertThat(failure.toString()).doesNotContain(KEY);
  }

  @Test
  void shouldEndAsCancelledWhenAborted() throws Exception {
    // Given
    answer(okJson(OK).withFixedDelay(5_000));
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Exchange exchange = provider().start(attempt(), Duration.ofSeconds(15), outcome::complete);

    // When
    exchange.abort();

    // Then
    Failure failure = ((Outcome.Failed) outcome.get(10, TimeUnit.SECONDS)).failure();
    assertThat(failure.type()).isEqualTo(FailureType.CANCELLED);
  }
}
