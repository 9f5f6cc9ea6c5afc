package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that was not reached has not read the request: it is not to blame. */
class ConnectionEvidenceTest {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"))
          .build();

  private static Outcome.Failed failed(String baseUrl) throws Exception {
    ProviderSettings settings =
        new ProviderSettings(
            "p",
            ProviderKind.OPENAI,
            URI.create(baseUrl),
            null,
            List.of(),
            Map.of(),
            ProviderSettings.MAX_TOKENS,
            10);
    try (Providers providers = TestProviders.open(List.of(settings), InstantSource.system())) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      Objects.requireNonNull(providers.find("p"))
          .provider()
          .start(
              Attempts.saying("hi", Attempts.target("t", "p")),
              Duration.ofSeconds(15),
              outcome::complete);
      return (Outcome.Failed) outcome.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldBlameTheTargetWhenItsNameIsNotKnown() throws Exception {
    // When
    Outcome.Failed failed = failed("http://no-such-host.invalid/v1");

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.CONNECTION);
    assertThat(failed.evidence()).isEqualTo(Evidence.TARGET);
  }

  @Test
  void shouldBlameTheTargetWhenItsCertificateIsNotTrusted() throws Exception {
    // When
    Outcome.Failed failed = failed("https://127.0.0.1:" + SERVER.getHttpsPort() + "/v1");

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.CONNECTION);
    assertThat(failed.evidence()).isEqualTo(Evidence.TARGET);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
  void shouldBlameNobodyWhenItBreaksOffAfterItMayHaveReadTheRequest(Fault fault) throws Exception {
    // Given
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));

    // When
    Outcome.Failed failed = failed("http://127.0.0.1:" + SERVER.getPort() + "/v1");

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.CONNECTION);
    assertThat(failed.evidence()).isEqualTo(Evidence.UNCLEAR);
  }
}
