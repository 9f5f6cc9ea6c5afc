package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.VendorServer.ok;
import static dev.sluice.topology.VendorServer.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.RateCap;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.TargetGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that takes one call in a minute, and another behind it. */
class CappedTargetOverHttpTest {
  private static final String KEY = "key-0123456789abcdef";

  @TempDir Path stateDir;
  private final VendorServer server = new VendorServer();
  private WiredGateway gateway;

  @BeforeEach
  void start() {
    Routes routes =
        new Routes(
            List.of(
                new Route(
                    "chat",
                    List.of(
                        TargetGroup.of(target("first", "a")),
                        TargetGroup.of(target("second", "b"))),
                    Duration.ofSeconds(30),
                    Map.of(),
                    CallFixtures.retries(3))));
    gateway =
        new WiredGateway(
            stateDir,
            GatewayHarness.START,
            routes,
            Cooldown.OFF,
            List.of(server.provider("a", KEY), server.provider("b", KEY)),
            Map.of("first", new RateCap(1L, null)));
    server.replies("a", ok());
    server.replies("b", ok());
  }

  @AfterEach
  void stop() {
    gateway.close();
    server.close();
  }

  @Test
  void shouldFallBackWhereTheTurnWouldComeAfterTheDeadline() throws Exception {
    // Given
    gateway.publishes(request("r-1", "chat"));

    // When
    gateway.publishes(request("r-2", "chat"));

    // Then
    assertThat(gateway.result("r-1").getAttempts())
        .extracting(each -> each.getTarget())
        .containsExactly("first");
    assertThat(gateway.result("r-2").getAttempts())
        .extracting(each -> each.getTarget())
        .containsExactly("first", "second");
    assertThat(server.received("a")).hasSize(1);
    assertThat(server.received("b")).hasSize(1);
  }
}
