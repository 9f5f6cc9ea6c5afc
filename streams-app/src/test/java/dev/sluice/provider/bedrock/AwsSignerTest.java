package dev.sluice.provider.bedrock;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.google.common.base.Splitter;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import dev.sluice.provider.http.Attempts;
import dev.sluice.provider.http.TestProviders;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as the server receives them, whose signature it computes itself. */
class AwsSignerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String TOKEN = "FwoGZXIvYXdzEBYaDEXAMPLETOKEN/+==";
  private static final String SCOPE = "20261121/eu-central-1/bedrock/aws4_request";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/(\\S+), SignedHeaders=(\\S+), Signature=(\\S+)");

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static Outcome run(String model, @Nullable String token) throws Exception {
    ProviderSettings settings =
        new ProviderSettings(
            "p",
            ProviderKind.BEDROCK,
            URI.create(SERVER.baseUrl()),
            null,
            List.of(),
            Map.of(),
            ProviderSettings.MAX_TOKENS,
            4,
            ProviderSettings.STREAM_IDLE_TIMEOUT,
            null,
            new BedrockSettings(
                "eu-central-1",
                new Secret("AKIDEXAMPLE"),
                new Secret(SECRET_KEY),
                token == null ? null : new Secret(token),
                false));
    try (Providers providers = TestProviders.open(List.of(settings), () -> NOW)) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      Target target = new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(15));
      Objects.requireNonNull(providers.find("p"))
          .provider()
          .start(Attempts.saying("Grüße", target), Duration.ofSeconds(15), outcome::complete);
      return outcome.get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "eu.amazon.nova-pro-v1:0, -",
        "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/a.b, -",
        "amazon.nova-lite-v1:0, " + TOKEN
      })
  void shouldSignWhatTheServerReceives(String model, @Nullable String token) throws Exception {
    // Given
    SERVER.stubFor(
        post(anyUrl())
            .willReturn(
                okJson(
                    "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":"
                        + "[{\"text\":\"Hello\"}]}},\"stopReason\":\"end_turn\"}")));

    // When
    Outcome outcome = run(model, token);

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    LoggedRequest received = SERVER.findAll(postRequestedFor(anyUrl())).get(0);
    Matcher authorization = AUTHORIZATION.matcher(received.getHeader("Authorization"));
    assertThat(authorization.matches()).isTrue();
    assertThat(authorization.group(1)).isEqualTo(SCOPE);
    assertThat(received.getHeader("X-Amz-Date")).isEqualTo("20261121T100000Z");
    Map<String, String> signed = new HashMap<>();
    for (String name : Splitter.on(';').split(authorization.group(2))) {
      signed.put(name, received.getHeader(name));
    }
    assertThat(signed).containsKeys("host", "content-type", "x-amz-date");
    assertThat(signed.get("x-amz-security-token")).isEqualTo(token);
    assertThat(authorization.group(3))
        .isEqualTo(
            SignatureV4.of(received.getUrl(), signed, received.getBody(), SECRET_KEY, SCOPE));
  }

  @Test
  void shouldMaskTheKeyThatAReplyRepeats() throws Exception {
    // Given
    SERVER.stubFor(
        post(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(403)
                    .withHeader("x-amzn-ErrorType", "InvalidSignatureException")
                    .withBody(
                        "{\"message\":\"no: x-amz-security-token:"
                            + TOKEN
                            + " "
                            + SECRET_KEY
                            + "\"}")));

    // When
    Outcome.Failed failed = (Outcome.Failed) run("m", TOKEN);

    // Then
    assertThat(failed.failure().message())
        .isEqualTo("p answered 403: no: x-amz-security-token:*** ***");
    assertThat(failed.toString()).doesNotContain(TOKEN).doesNotContain(SECRET_KEY);
  }
}
