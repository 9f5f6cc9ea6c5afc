package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.VendorServer.ok;
import static dev.sluice.topology.VendorServer.refusal;
import static dev.sluice.topology.VendorServer.target;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.FallbackList;
import dev.sluice.call.Outcome;
import dev.sluice.call.RetryPolicy;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Target;
import dev.sluice.call.TargetGroup;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.TestProviders;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Retries and fallbacks from a published request to its terminal record, over HTTP. */
class FallbackOverHttpTest {
  private static final String KEY_A = "key-a-0123456789abcdef";
  private static final String KEY_B = "key-b-0123456789abcdef";
  private static final Duration SEVEN = Duration.ofSeconds(7);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  @TempDir Path stateDir;
  private final VendorServer server = new VendorServer();
  private WiredGateway gateway;

  @BeforeEach
  void start() {
    Routes routes =
        new Routes(
            List.of(
                route(
                    "chat",
                    RetryPolicy.NONE,
                    Map.of(
                        FallbackList.CONTEXT_WINDOW, List.of("large"),
                        FallbackList.CONTENT_POLICY, List.of("mild")),
                    target("first", "a"),
                    target("second", "b")),
                route("patient", CallFixtures.retries(1), Map.of(), target("slow", "a")),
                route("large", RetryPolicy.NONE, Map.of(), target("large", "large")),
                route("mild", RetryPolicy.NONE, Map.of(), target("mild", "mild"))));
    gateway =
        new WiredGateway(
            stateDir,
            GatewayHarness.START,
            routes,
            Cooldown.OFF,
            List.of(
                server.provider("a", KEY_A),
                server.provider("b", KEY_B),
                server.provider("large", KEY_A),
                server.provider("mild", KEY_A)));
    for (String good : List.of("b", "large", "mild")) {
      server.replies(good, ok());
    }
  }

  private static Route route(
      String name, RetryPolicy retries, Map<FallbackList, List<String>> lists, Target... targets) {
    List<TargetGroup> levels = Arrays.stream(targets).map(TargetGroup::of).toList();
    return new Route(name, levels, Duration.ofMinutes(1), lists, retries);
  }

  @AfterEach
  void stop() {
    gateway.close();
    server.close();
  }

  @Test
  void shouldFallBackTheSecondTimeExactlyAsTheFirst() throws Exception {
    // Given
    server.replies("a", refusal(500, "server_error"));
    gateway.publishes(request("r-1", "chat"));

    // When
    gateway.publishes(request("r-2", "chat"));

    // Then
    List<LoggedRequest> received = server.received("b");
    assertThat(received)
        .extracting(each -> each.getHeader("Authorization"))
        .containsExactly("Bearer " + KEY_B, "Bearer " + KEY_B);
    assertThat(received).extracting(each -> each.getHeader("X-Operator")).containsOnly("b");
    assertThat(received.get(0).getBodyAsString()).contains("\"model\":\"model-of-second\"");
    assertThat(received.get(1).getBodyAsString()).isEqualTo(received.get(0).getBodyAsString());
    assertThat(server.received("a"))
        .extracting(each -> each.getHeader("Authorization"))
        .containsExactly("Bearer " + KEY_A, "Bearer " + KEY_A);
    for (String id : List.of("r-1", "r-2")) {
      assertThat(targets(gateway.result(id))).containsExactly("first", "second");
    }
  }

  @Test
  void shouldReachNoSecondTargetWhenTheCallerIsAtFault() throws Exception {
    // Given
    server.replies("a", refusal(400, "invalid_value"));

    // When
    gateway.publishes(request("r-1", "chat"));

    // Then
    ErrorRecord error = gateway.error("r-1");
    assertThat(error.getFailure().getTypePath()).containsExactly("caller", "invalid_request");
    assertThat(error.getFailure().getStatus()).isEqualTo(400);
    assertThat(error.getFailure().getErrorType()).isEqualTo("invalid_request_error");
    assertThat(error.getFailure().getCode()).isEqualTo("invalid_value");
    assertThat(error.getAttempts()).hasSize(1);
    assertThat(server.received("a")).hasSize(1);
    assertThat(server.received("b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"context_length_exceeded,large,mild", "content_policy_violation,mild,large"})
  void shouldTakeTheListOfTheFailure(String code, String its, String others) throws Exception {
    // Given
    server.replies("a", refusal(400, code));

    // When
    gateway.publishes(request("r-1", "chat"));

    // Then
    assertThat(targets(gateway.result("r-1"))).containsExactly("first", its);
    assertThat(server.received(its)).hasSize(1);
    assertThat(server.received("b")).isEmpty();
    assertThat(server.received(others)).isEmpty();
  }

  @Test
  void shouldAskAgainWhenTheWaitOfTheReplyIsOverAndAtMostOneSweepLater() throws Exception {
    // Given
    server.replies("a", refusal(429, "rate_limit_exceeded").withHeader("Retry-After", "7"));
    gateway.publishes(request("r-1", "patient"));
    server.replies("a", ok());

    // When
    gateway.timePasses(SEVEN.minusMillis(1));
    int early = server.received("a").size();
    gateway.timePasses(SWEEP.plusMillis(1));

    // Then
    assertThat(early).isEqualTo(1);
    assertThat(server.received("a")).hasSize(2);
    CompletionResult result = gateway.result("r-1");
    assertThat(targets(result)).containsExactly("slow", "slow");
    assertThat(result.getAttempts().get(0).getFailure().getRetryAfterMs()).isEqualTo(7_000);
    assertThat(result.getAttempts().get(1).getStartedAt())
        .isBetween(GatewayHarness.START.plus(SEVEN), GatewayHarness.START.plus(SEVEN).plus(SWEEP));
  }

  @Test
  void shouldKeepTheWaitOfTheReplyThroughARestart() throws Exception {
    // Given
    server.replies("a", refusal(429, "rate_limit_exceeded").withHeader("Retry-After", "7"));
    TestDispatcher dead = new TestDispatcher("owner-1");
    TestDispatcher next = new TestDispatcher("owner-2");
    RecoveryHarness task =
        new RecoveryHarness()
            .withRoutes(route("patient", CallFixtures.retries(1), Map.of(), target("slow", "a")));
    task.comesTo(dead);
    task.publishesFor("patient", "r-1");
    Attempt first = dead.next();
    task.ends(first, dead.ownerId(), exchanged(first));
    Duration before = Duration.ofMillis(2_300);
    task.timePasses(before);

    // When
    task.comesTo(next);
    task.catchesUp();

    // Then
    task.timePasses(SEVEN.minus(before).minusMillis(1));
    assertThat(next.isIdle()).isTrue();
    task.timePasses(SWEEP.plusMillis(1));
    Attempt second = next.next();
    assertThat(second.number()).isEqualTo(2);
    server.replies("a", ok());
    task.ends(second, next.ownerId(), exchanged(second));
    assertThat(targets(task.results().get(0))).containsExactly("slow", "slow");
    assertThat(server.received("a")).hasSize(2);
  }

  /** What the real provider makes of it. */
  private Outcome exchanged(Attempt attempt) throws Exception {
    try (Providers providers =
        TestProviders.open(List.of(server.provider("a", KEY_A)), () -> GatewayHarness.START)) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      Objects.requireNonNull(providers.find("a"))
          .provider()
          .start(attempt, attempt.target().timeout(), outcome::complete);
      return outcome.get(2, TimeUnit.MINUTES);
    }
  }

  private static List<String> targets(CompletionResult result) {
    return result.getAttempts().stream().map(attempt -> attempt.getTarget()).toList();
  }
}
