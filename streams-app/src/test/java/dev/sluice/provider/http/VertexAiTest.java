package dev.sluice.provider.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import dev.sluice.provider.VertexSettings;
import dev.sluice.provider.gemini.ServiceAccountKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assumptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Vertex AI with a service account's tokens, from a token endpoint that is a stub. */
class VertexAiTest {
  private static final String PATH =
      "/v1/projects/my-project/locations/europe-west4/publishers/google/models/model-x:generateContent";

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir Path directory;

  @BeforeEach
  void answer() {
    SERVER.stubFor(
        any(anyUrl()).willReturn(aResponse().withBody(Fixtures.reply("gemini", "text").body())));
  }

  private static MappingBuilder token(String token, int seconds) {
    return post("/token")
        .willReturn(
            aResponse()
                .withHeader("Content-Type", "application/json")
                .withBody(
                    "{\"access_token\":\"%s\",\"expires_in\":%d,\"token_type\":\"Bearer\"}"
                        .formatted(token, seconds)));
  }

  private static ProviderSettings settings(@Nullable Path file, List<Secret> fixed) {
    return new ProviderSettings(
        "p",
        ProviderKind.VERTEX,
        URI.create(SERVER.baseUrl()),
        null,
        fixed,
        Map.of(),
        ProviderSettings.MAX_TOKENS,
        4,
        ProviderSettings.STREAM_IDLE_TIMEOUT,
        new VertexSettings("my-project", "europe-west4", file, file == null && fixed.isEmpty()),
        null);
  }

  private static Outcome attempt(Providers providers) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Objects.requireNonNull(providers.find("p"))
        .provider()
        .start(
            Attempts.saying("hi", Attempts.target("t", "p")),
            Duration.ofSeconds(15),
            outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  private Providers withServiceAccount() throws Exception {
    Path key = ServiceAccountKey.write(directory, SERVER.baseUrl() + "/token");
    return TestProviders.open(List.of(settings(key, List.of())), InstantSource.system());
  }

  @Test
  void shouldFetchATokenForTheServiceAccountAndKeepIt() throws Exception {
    // Given
    SERVER.stubFor(token("token-1", 3600));

    // When
    Outcome first;
    Outcome second;
    try (Providers providers = withServiceAccount()) {
      first = attempt(providers);
      second = attempt(providers);
    }

    // Then
    assertThat(List.of(first, second)).hasOnlyElementsOfType(Outcome.Answered.class);
    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo("/token"))
            .withRequestBody(containing("assertion="))
            .withRequestBody(containing("grant_type=urn")));
    SERVER.verify(
        2,
        postRequestedFor(urlEqualTo(PATH))
            .withHeader("Authorization", equalTo("Bearer token-1"))
            .withHeader("x-goog-api-key", absent()));
  }

  @Test
  void shouldFetchAnotherTokenOnceOneHasExpired() throws Exception {
    // Given
    SERVER.stubFor(token("token-1", 1));

    // When
    try (Providers providers = withServiceAccount()) {
      Outcome unused = attempt(providers);
      SERVER.stubFor(token("token-2", 3600));
      Outcome second = attempt(providers);
      assertThat(second).isInstanceOf(Outcome.Answered.class);
    }

    // Then
    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo(PATH)).withHeader("Authorization", equalTo("Bearer token-2")));
  }

  @Test
  void shouldFindApplicationDefaultCredentialsWhereGcloudPutsThem() throws Exception {
    // Given
    Assumptions.assumeThat(System.getenv("GOOGLE_APPLICATION_CREDENTIALS")).isNull();
    Path gcloud = Files.createDirectories(directory.resolve(".config/gcloud"));
    Path key = ServiceAccountKey.write(directory, SERVER.baseUrl() + "/token");
    Files.copy(key, gcloud.resolve("application_default_credentials.json"));
    SERVER.stubFor(token("token-3", 3600));
    String home = System.setProperty("user.home", directory.toString());

    // When
    Outcome outcome;
    try (Providers providers =
        TestProviders.open(List.of(settings(null, List.of())), InstantSource.system())) {
      outcome = attempt(providers);
    } finally {
      System.setProperty("user.home", home);
    }

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo(PATH)).withHeader("Authorization", equalTo("Bearer token-3")));
  }

  @Test
  void shouldSendAFixedTokenWithoutFetchingOne() throws Exception {
    // Given
    ProviderSettings settings = settings(null, List.of(new Secret("fixed-token-0123456789")));

    // When
    Outcome outcome;
    try (Providers providers = TestProviders.open(List.of(settings), InstantSource.system())) {
      outcome = attempt(providers);
    }

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    SERVER.verify(0, postRequestedFor(urlEqualTo("/token")));
    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo(PATH))
            .withHeader("Authorization", equalTo("Bearer fixed-token-0123456789")));
  }

  @Test
  void shouldFailForTheCredentialWhereTheTokenIsRefused() throws Exception {
    // Given
    SERVER.stubFor(
        post("/token")
            .willReturn(
                aResponse()
                    .withStatus(400)
                    .withBody(
                        "{\"error\":\"invalid_grant\","
                            + "\"error_description\":\"Invalid JWT Signature.\"}")));

    // When
    Outcome.Failed failed;
    try (Providers providers = withServiceAccount()) {
      failed = (Outcome.Failed) attempt(providers);
    }

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.AUTHENTICATION);
    assertThat(failed.failure().message()).contains("no access token").contains("invalid_grant");
    assertThat(failed.failure().facts().target()).isEqualTo("t");
    assertThat(failed.evidence()).isEqualTo(Evidence.TARGET);
    SERVER.verify(0, postRequestedFor(urlEqualTo(PATH)));
  }

  @Test
  void shouldFailForTheConnectionWhereTheTokenServerIsDown() throws Exception {
    // Given
    SERVER.stubFor(post("/token").willReturn(aResponse().withStatus(503)));

    // When
    Outcome.Failed failed;
    try (Providers providers = withServiceAccount()) {
      failed = (Outcome.Failed) attempt(providers);
    }

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.CONNECTION);
    assertThat(failed.evidence()).isEqualTo(Evidence.TARGET);
    SERVER.verify(1, postRequestedFor(urlEqualTo("/token")));
  }

  @Test
  void shouldMaskATokenThatTheProviderRepeats() throws Exception {
    // Given
    SERVER.stubFor(token("ya29.secret-token", 3600));
    SERVER.stubFor(
        post(PATH)
            .willReturn(
                aResponse()
                    .withStatus(401)
                    .withHeader("x-request-id", "ya29.secret-token")
                    .withBody("{\"error\":{\"code\":401,\"message\":\"bad ya29.secret-token\"}}")));

    // When
    Outcome.Failed failed;
    try (Providers providers = withServiceAccount()) {
      failed = (Outcome.Failed) attempt(providers);
    }

    // Then
    assertThat(failed.failure().message()).isEqualTo("p answered 401: bad ***");
    assertThat(failed.failure().toString()).doesNotContain("ya29");
  }

  @Test
  void shouldRefuseAFileThatIsNoKeyOfAServiceAccount() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("key.json"), "{\"type\":\"authorized_user\"}");

    // Then
    assertThatThrownBy(
            () ->
                TestProviders.open(List.of(settings(file, List.of())), InstantSource.system())
                    .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("providers.p.vertex.credentials_file: " + file + " can't be used:");
  }
}
