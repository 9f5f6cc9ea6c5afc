package dev.sluice.topology;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.sluice.topology.VendorServer.ok;
import static dev.sluice.topology.VendorServer.refusal;
import static dev.sluice.topology.VendorServer.target;
import static dev.sluice.topology.WiredGateway.OTHER_TENANT;
import static dev.sluice.topology.WiredGateway.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.v1.CompletionResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one tenant's requests leave of a target with one credential for another tenant's, over HTTP.
 */
class TenantsApartOverHttpTest {
  private static final Duration COOLING = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Target FIRST = target("first", "shared");

  /** Of the same model. */
  private static final Target ALONE =
      new Target("lonely", FIRST.provider(), FIRST.model(), Sampling.NONE, null, FIRST.timeout());

  @TempDir Path stateDir;
  private final VendorServer server = new VendorServer();
  private WiredGateway gateway;

  @BeforeEach
  void start() {
    Routes routes =
        new Routes(
            List.of(
                new Route("chat", List.of(FIRST, target("second", "good")), HOUR),
                new Route("lonely", List.of(ALONE), HOUR)));
    gateway =
        new WiredGateway(
            stateDir,
            GatewayHarness.START,
            routes,
            new Cooldown(4, COOLING, Duration.ofMinutes(5)),
            List.of(
                server.provider("shared", "key-1-0123456789abcdef"),
                server.provider("good", "key-2-0123456789abcdef")));
    server.replies("good", ok());
    server.replies("shared", ok());
  }

  @AfterEach
  void stop() {
    gateway.close();
    server.close();
  }

  /** One after the other; who served each. */
  private List<String> serve(String tenant, String prefix, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      gateway.publishes(tenant, CallFixtures.request(prefix + i, "chat"));
    }
    return servedBy(prefix, count);
  }

  private List<String> servedBy(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> gateway.result(prefix + i))
        .map(TenantsApartOverHttpTest::attempts)
        .toList();
  }

  private static String attempts(CompletionResult result) {
    return String.join(
        ",", result.getAttempts().stream().map(attempt -> attempt.getTarget()).toList());
  }

  private static ResponseDefinitionBuilder limited(String retryAfter) {
    return refusal(429, "rate_limit_exceeded").withHeader("retry-after", retryAfter);
  }

  @Test
  void shouldLeaveATargetToOthersThatFailsForOneTenantsRequestsAlone() throws Exception {
    // Given
    server.replies("shared", refusal(500, "server_error"));

    // When
    List<String> poisonous = serve(TENANT, "poison-", 6);

    // Then
    assertThat(poisonous)
        .containsExactly(
            "first,second", "first,second", "first,second", "first,second", "second", "second");
    server.replies("shared", ok());
    assertThat(serve(OTHER_TENANT, "other-", 1)).containsExactly("first");
  }

  @Test
  void shouldLeaveATargetAloneForAllThatFailsForTwoTenants() throws Exception {
    // Given
    server.replies("shared", refusal(500, "server_error"));
    serve(TENANT, "one-", 2);

    // When
    List<String> others = serve(OTHER_TENANT, "two-", 3);

    // Then
    assertThat(others).containsExactly("first,second", "first,second", "second");
    assertThat(serve(TENANT, "three-", 1)).containsExactly("second");
  }

  @Test
  void shouldGiveAnotherTenantTheNextTryOfATargetWhenOnesTryHasFailed() throws Exception {
    // Given
    server.replies("shared", refusal(500, "server_error"));
    serve(TENANT, "one-", 2);
    serve(OTHER_TENANT, "two-", 2);
    gateway.timePasses(COOLING);

    // When
    List<String> failing = serve(TENANT, "poison-", 2);

    // Then
    assertThat(failing).containsExactly("first,second", "second");
    server.replies("shared", ok());
    assertThat(serve(OTHER_TENANT, "three-", 1)).containsExactly("first");
    assertThat(serve(TENANT, "four-", 1)).containsExactly("first");
  }

  @Test
  void shouldLeaveATargetAloneForTheOneTenantThatIsToldToWaitForADay() throws Exception {
    // Given
    server.replies("shared", limited("86400"));

    // When
    List<String> told = serve(TENANT, "told-", 2);

    // Then
    assertThat(told).containsExactly("first,second", "second");
    server.replies("shared", ok());
    gateway.publishes(OTHER_TENANT, CallFixtures.request("lonely", "lonely"));
    assertThat(attempts(gateway.result("lonely"))).isEqualTo("lonely");
    assertThat(serve(OTHER_TENANT, "other-", 1)).containsExactly("first");
  }

  @Test
  void shouldHonourForAllTheWaitThatACredentialsRateLimitNames() throws Exception {
    // Given
    server.replies("shared", limited("20"));
    serve(TENANT, "one-", 1);
    server.replies("shared", ok());

    // When
    List<String> others = serve(OTHER_TENANT, "two-", 1);

    // Then
    assertThat(others).containsExactly("second");
    gateway.timePasses(Duration.ofSeconds(20));
    assertThat(serve(OTHER_TENANT, "three-", 1)).containsExactly("first");
  }

  @Test
  void shouldPassATargetOverForAMinuteAtMostWhenOneTenantsAnswerSaysThatNothingIsLeft()
      throws Exception {
    // Given
    server.replies(
        "shared",
        ok().withHeader("x-ratelimit-remaining-tokens", "0")
            .withHeader("x-ratelimit-reset-tokens", "6m0s"));
    serve(TENANT, "one-", 1);
    server.replies("shared", ok());

    // When
    List<String> others = serve(OTHER_TENANT, "two-", 1);
    gateway.publishes(OTHER_TENANT, CallFixtures.request("lonely", "lonely"));

    // Then
    assertThat(attempts(gateway.result("lonely"))).isEqualTo("lonely");
    assertThat(others).containsExactly("second");
    gateway.timePasses(Duration.ofMinutes(1));
    assertThat(serve(OTHER_TENANT, "three-", 1)).containsExactly("first");
  }

  @Test
  void shouldKeepACredentialThatOneTenantsRequestReplacedByItsOwn() throws Exception {
    // Given
    server.replies("shared", refusal(401, "invalid_api_key"));
    Request request = CallFixtures.request("own-key", "chat");

    // When
    gateway.publishes(
        TENANT, request.with(request.messages(), "{\"api_key\":\"of the tenant's own making\"}"));

    // Then
    assertThat(attempts(gateway.result("own-key"))).isEqualTo("first,second");
    server.replies("shared", ok());
    assertThat(serve(OTHER_TENANT, "other-", 1)).containsExactly("first");
  }

  @Test
  void shouldSetACredentialAsideForAllThatIsRefusedWhateverIsAsked() throws Exception {
    // Given
    server.replies("shared", refusal(401, "invalid_api_key"));
    serve(TENANT, "one-", 1);

    // When
    List<String> others = serve(OTHER_TENANT, "two-", 1);

    // Then
    assertThat(others).containsExactly("second");
    assertThat(server.received("shared")).hasSize(1);
  }

  @Test
  void shouldAskOnceForWhatIsMoreThanAWholeLimitAllows() throws Exception {
    // Given
    server.replies(
        "shared",
        aResponse()
            .withStatus(429)
            .withHeader("retry-after", "3")
            .withBody(
                "{\"error\":{\"message\":\"Request too large for m on tokens per min (TPM):"
                    + " Limit 30000, Requested 342389.\",\"code\":\"rate_limit_exceeded\"}}"));

    // When
    gateway.publishes(TENANT, CallFixtures.request("large", "lonely"));

    // Then
    assertThat(gateway.error("large").getFailure().getTypePath())
        .containsExactly("provider", "rate_limited", "request_too_large");
    assertThat(gateway.error("large").getFailure().getRetryAfterMs()).isNull();
    assertThat(server.received("shared")).hasSize(1);
    server.replies("shared", ok());
    assertThat(serve(OTHER_TENANT, "other-", 1)).containsExactly("first");
  }
}
