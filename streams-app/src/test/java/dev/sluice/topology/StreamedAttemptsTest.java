package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Fallback;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Streaming;
import dev.sluice.v1.PollingEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether an attempt asks for a stream, from the record of its request on. */
class StreamedAttemptsTest {
  @TempDir Path stateDir;
  private final TestDispatcher dispatcher = new TestDispatcher("owner-1");
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    Routes routes =
        new Routes(
            List.of(
                route("auto", Streaming.AUTO),
                route("always", Streaming.ALWAYS),
                route("never", Streaming.NEVER)));
    gateway = new GatewayHarness(stateDir, GatewayHarness.START, routes, dispatcher).withCredit(1);
    gateway.tenant("acme");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static Route route(String name, Streaming streaming) {
    return new Route(
        name,
        List.of(CallFixtures.target("target-of-" + name).with(streaming)),
        Duration.ofMinutes(1));
  }

  private static Request asking(
      Request request, Sampling sampling, List<Fallback> fallbacks, boolean stream) {
    return new Request(
        request.requestId(),
        request.model(),
        request.messages(),
        sampling,
        null,
        request.keyId(),
        null,
        fallbacks,
        request.metadata(),
        null,
        0,
        request.onLimit(),
        stream);
  }

  private static Request streamed(String requestId) {
    return asking(request(requestId, "auto"), Sampling.NONE, List.of(), true);
  }

  @ParameterizedTest
  @CsvSource({
    "auto,   false, 16000, false",
    "auto,   false, 16001, true",
    "auto,   true,  100,   true",
    "always, false, 100,   true",
    "never,  true,  16001, false"
  })
  void shouldAskForAStreamAsTheRouteSays(
      String route, boolean wanted, int maxOutputTokens, boolean expected) {
    // Given
    Sampling sampling = Sampling.NONE.withMaxOutputTokens(maxOutputTokens);

    // When
    gateway.publishes("acme", asking(request("r-1", route), sampling, List.of(), wanted));

    // Then
    assertThat(dispatcher.next().streams()).isEqualTo(expected);
  }

  @Test
  void shouldFollowTheRouteOfTheTargetThatACallFallsBackTo() {
    // Given
    List<Fallback> fallbacks = List.of(new Fallback("always", Sampling.NONE));
    gateway.publishes("acme", asking(request("r-1", "never"), Sampling.NONE, fallbacks, false));
    Attempt first = dispatcher.next();

    // When
    gateway.fails(first, serverError());

    // Then
    assertThat(first.streams()).isFalse();
    Attempt second = dispatcher.next();
    assertThat(second.target().name()).isEqualTo("target-of-always");
    assertThat(second.streams()).isTrue();
  }

  @Test
  void shouldRememberTheWishOfARequestThatIsQueued() {
    // Given
    gateway.publishes("acme", request("r-1", "auto"));
    Attempt first = dispatcher.next();
    gateway.publishes("acme", streamed("r-2"));
    assertThat(dispatcher.isIdle()).isTrue();

    // When
    gateway.answers(first, "Hello");

    // Then
    assertThat(dispatcher.next().streams()).isTrue();
  }

  @Test
  void shouldTakeARequestThatDiffersInItsWishForTheSame() {
    // Given
    gateway.publishes("acme", request("r-1", "auto"));
    List<PollingEvent> first = gateway.polling();

    // When
    gateway.publishes("acme", streamed("r-1"));

    // Then
    assertThat(gateway.errors()).isEmpty();
    assertThat(gateway.polling())
        .singleElement()
        .satisfies(
            repeated -> assertThat(repeated.getPollingId()).isEqualTo(first.get(0).getPollingId()));
    assertThat(dispatcher.starts).isEqualTo(1);
  }
}
