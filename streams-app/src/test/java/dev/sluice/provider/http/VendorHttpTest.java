package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each vendor's codec behind the one engine. */
class VendorHttpTest {
  private static final String KEY = "key-0123456789abcdef";

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static Outcome run(
      ProviderKind kind, String base, @Nullable String version, Map<String, String> headers)
      throws Exception {
    ProviderSettings settings =
        new ProviderSettings(
            "p",
            kind,
            URI.create(SERVER.baseUrl() + base),
            version,
            List.of(new Secret(KEY)),
            headers,
            ProviderSettings.MAX_TOKENS,
            4,
            ProviderSettings.STREAM_IDLE_TIMEOUT,
            null,
            kind == ProviderKind.BEDROCK
                ? new BedrockSettings("eu-central-1", null, null, null, false)
                : null);
    try (Providers providers = TestProviders.open(List.of(settings), InstantSource.system())) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      Objects.requireNonNull(providers.find("p"))
          .provider()
          .start(
              Attempts.saying("hi", Attempts.target("t", "p")),
              Duration.ofSeconds(15),
              outcome::complete);
      return outcome.get(20, TimeUnit.SECONDS);
    }
  }

  private static void answer(String vendor, String file) {
    HttpReply reply = Fixtures.reply(vendor, file);
    SERVER.stubFor(
        any(anyUrl()).willReturn(aResponse().withStatus(reply.status()).withBody(reply.body())));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "OPENAI,openai,/v1,-,/v1/chat/completions,Authorization,'Bearer '",
        "OPENAI_RESPONSES,openai-responses,/v1,-,/v1/responses,Authorization,'Bearer '",
        "AZURE_OPENAI,openai,'',-,/openai/v1/chat/completions,api-key,''",
        "AZURE_OPENAI,openai,/,2024-10-21,/openai/deployments/model-x/chat/completions?api-version=2024-10-21,api-key,''",
        "AZURE_OPENAI,openai,/?sig=1,preview,/openai/v1/chat/completions?api-version=preview&sig=1,api-key,''",
        "ANTHROPIC,anthropic,/v1,-,/v1/messages,x-api-key,''",
        "GEMINI,gemini,/v1beta,-,/v1beta/models/model-x:generateContent,x-goog-api-key,''",
        "BEDROCK,bedrock,'',-,/model/model-x/converse,Authorization,'Bearer '"
      })
  void shouldCallTheVendorWithItsOwnHeaders(
      ProviderKind kind,
      String vendor,
      String base,
      @Nullable String version,
      String url,
      String header,
      String prefix)
      throws Exception {
    // Given
    answer(vendor, "text");

    // When
    Outcome outcome = run(kind, base, version, Map.of());

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    RequestPatternBuilder sent =
        postRequestedFor(urlEqualTo(url))
            .withHeader(header, equalTo(prefix + KEY))
            .withHeader("Content-Type", equalTo("application/json"))
            .withHeader("Idempotency-Key", equalTo("attempt-1"))
            .withHeader(
                "anthropic-version",
                kind == ProviderKind.ANTHROPIC ? equalTo("2023-06-01") : absent());
    for (String other : List.of("Authorization", "api-key", "x-api-key", "x-goog-api-key")) {
      if (!other.equals(header)) {
        sent = sent.withHeader(other, absent());
      }
    }
    SERVER.verify(1, sent);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.provider.http.FailureTableTest#listed")
  void shouldFailTheSameOverTheWire(ReplyCase row) throws Exception {
    // Given
    HttpReply reply = row.reply();
    ResponseDefinitionBuilder response =
        aResponse().withStatus(reply.status()).withBody(reply.body());
    reply.headers().forEach((name, values) -> response.withHeader(name, values.get(0)));
    SERVER.stubFor(any(anyUrl()).willReturn(response));
    ProviderKind kind = Fixtures.kind(row.codec());

    // When
    Failure failure = ((Outcome.Failed) run(kind, "", null, Map.of())).failure();

    // Then
    assertThat(failure.type()).isEqualTo(row.type());
    assertThat(failure.facts().retryAfter())
        .isEqualTo(row.decoded().failure().facts().retryAfter());
    assertThat(failure.facts().response()).isEqualTo(row.decoded().failure().facts().response());
    assertThat(failure.facts().request()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"ANTHROPIC,2024-01-01,2024-01-01", "ANTHROPIC,,2023-06-01"})
  void shouldAskForTheConfiguredVersion(
      ProviderKind kind, @Nullable String version, String expected) throws Exception {
    // Given
    answer("anthropic", "text");

    // When
    Outcome outcome = run(kind, "/v1", version, Map.of("anthropic-beta", "context-1m"));

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo("/v1/messages"))
            .withHeader("anthropic-version", equalTo(expected))
            .withHeader("anthropic-beta", equalTo("context-1m")));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ECHO", "VERTEX"})
  void shouldMaskTheCredentialThatAVendorRepeats(ProviderKind kind) throws Exception {
    // Given
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(401)
                    .withHeader("x-request-id", KEY)
                    .withBody(
                        "{\"error\":{\"type\":\"authentication_error\",\"message\":\"bad key "
                            + KEY
                            + "\"}}")));

    // When
    Failure failure = ((Outcome.Failed) run(kind, "", null, Map.of())).failure();

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.AUTHENTICATION);
    assertThat(failure.message()).isEqualTo("p answered 401: bad key ***");
    assertThat(failure.toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ECHO", "VERTEX"})
  void shouldReportABrokenConnectionWhateverTheVendor(ProviderKind kind) throws Exception {
    // Given
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

    // When
    Failure failure = ((Outcome.Failed) run(kind, "", null, Map.of())).failure();

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.CONNECTION);
  }
}
