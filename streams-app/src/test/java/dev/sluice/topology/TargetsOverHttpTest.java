package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.VendorServer.ok;
import static dev.sluice.topology.VendorServer.refusal;
import static dev.sluice.topology.VendorServer.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.TargetGroup;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials and targets that are set aside, as requests meet them, over HTTP. */
class TargetsOverHttpTest {
  private static final String ONE = "key-1-0123456789abcdef";
  private static final String TWO = "key-2-0123456789abcdef";
  private static final Duration COOLING = Duration.ofSeconds(30);

  @TempDir Path stateDir;
  private final VendorServer server = new VendorServer();
  private WiredGateway gateway;

  @BeforeEach
  void start() {
    Routes routes =
        new Routes(
            List.of(
                route("chat", "first@two-keys", "second@good"),
                route("other", "other@two-keys", "third@good"),
                route("lonely", "lonely@two-keys"),
                route("shaky", "shaky@shaky", "fourth@good")));
    gateway =
        new WiredGateway(
            stateDir,
            GatewayHarness.START,
            routes,
            new Cooldown(2, COOLING, Duration.ofMinutes(5)),
            List.of(
                server.provider("two-keys", ONE, TWO),
                server.provider("shaky", ONE),
                server.provider("good", ONE)));
    server.replies("good", ok());
  }

  /** With retries, which credentials must not use up. */
  private static Route route(String name, String... targets) {
    List<TargetGroup> levels =
        Arrays.stream(targets)
            .map(each -> each.split("@", 2))
            .map(each -> TargetGroup.of(target(each[0], each[1])))
            .toList();
    Duration hour = Duration.ofHours(1);
    return new Route(name, levels, hour, Map.of(), CallFixtures.retries(1));
  }

  @AfterEach
  void stop() {
    gateway.close();
    server.close();
  }

  @Test
  void shouldUseTheSecondCredentialAtOnceWhenTheFirstIsRefused() throws Exception {
    // Given
    server.replies("two-keys", ONE, refusal(401, "invalid_api_key"));
    server.replies("two-keys", TWO, ok());

    // When
    gateway.publishes(request("r-1", "chat"));

    // Then
    CompletionResult result = gateway.result("r-1");
    assertThat(targets(result)).containsExactly("first", "first");
    assertThat(result.getAttempts().get(0).getFailure().getTypePath())
        .containsExactly("provider", "authentication");
    assertThat(result.getCompletedAt()).isEqualTo(GatewayHarness.START);
    assertThat(server.received("two-keys"))
        .extracting(each -> each.getHeader("Authorization"))
        .containsExactly("Bearer " + ONE, "Bearer " + TWO);
    assertThat(server.received("good")).isEmpty();
    gateway.publishes(request("r-2", "chat"));
    assertThat(targets(gateway.result("r-2"))).containsExactly("first");
  }

  @Test
  void shouldFallBackWithoutACallWhenEveryCredentialIsExhausted() throws Exception {
    // Given
    server.replies("two-keys", refusal(401, "invalid_api_key"));
    gateway.publishes(request("r-1", "chat"));
    assertThat(targets(gateway.result("r-1"))).containsExactly("first", "first", "second");

    // When
    gateway.publishes(request("r-2", "other"), request("r-3", "lonely"), request("r-4", "chat"));

    // Then
    assertThat(server.received("two-keys")).hasSize(2);
    CompletionResult result = gateway.result("r-2");
    assertThat(targets(result)).containsExactly("other", "third");
    assertThat(result.getAttempts().get(0).getFailure().getTypePath())
        .containsExactly("provider", "credentials_exhausted");
    ErrorRecord error = gateway.error("r-3");
    assertThat(error.getFailure().getTypePath())
        .containsExactly("provider", "credentials_exhausted");
    assertThat(error.getFailure().getRetryAfterMs()).isEqualTo(30_000);
    assertThat(error.toString()).doesNotContain("0123456789abcdef");
    assertThat(targets(gateway.result("r-4"))).containsExactly("second");
  }

  @Test
  void shouldLeaveATargetAloneThatFailsAgainAndAgain() throws Exception {
    // Given
    coolDown();

    // When
    gateway.publishes(request("r-2", "shaky"), request("r-3", "shaky"));
    gateway.timePasses(COOLING.minusMillis(1));
    gateway.publishes(request("r-4", "shaky"));

    // Then
    for (String id : List.of("r-2", "r-3", "r-4")) {
      assertThat(targets(gateway.result(id))).containsExactly("fourth");
    }
    assertThat(server.received("shaky")).hasSize(2);
  }

  @Test
  void shouldLetOneRequestShowThatATargetStillFails() throws Exception {
    // Given
    coolDown();
    gateway.timePasses(COOLING);

    // When
    gateway.publishes(request("r-2", "shaky"), request("r-3", "shaky"));
    gateway.timePasses(COOLING);
    gateway.publishes(request("r-4", "shaky"));

    // Then
    assertThat(targets(gateway.result("r-2"))).containsExactly("shaky", "fourth");
    assertThat(targets(gateway.result("r-3"))).containsExactly("fourth");
    assertThat(targets(gateway.result("r-4"))).containsExactly("fourth");
    assertThat(server.received("shaky")).hasSize(3);
  }

  @Test
  void shouldServeAllRequestsAgainWhenOneHasShownThatATargetIsFit() throws Exception {
    // Given
    coolDown();
    gateway.timePasses(COOLING);
    server.replies("shaky", ok());

    // When
    gateway.publishes(request("r-2", "shaky"), request("r-3", "shaky"));
    gateway.publishes(request("r-4", "shaky"), request("r-5", "shaky"));

    // Then
    assertThat(targets(gateway.result("r-2"))).containsExactly("shaky");
    assertThat(targets(gateway.result("r-3"))).containsExactly("fourth");
    assertThat(targets(gateway.result("r-4"))).containsExactly("shaky");
    assertThat(targets(gateway.result("r-5"))).containsExactly("shaky");
  }

  /** By two failures: that of a request, and that of its retry. */
  private void coolDown() throws InterruptedException {
    server.replies("shaky", refusal(500, "server_error"));
    gateway.publishes(request("r-1", "shaky"));
    gateway.timePasses(Duration.ofSeconds(2));
    assertThat(targets(gateway.result("r-1"))).containsExactly("shaky", "shaky", "fourth");
  }

  private static List<String> targets(CompletionResult result) {
    return result.getAttempts().stream().map(attempt -> attempt.getTarget()).toList();
  }
}
