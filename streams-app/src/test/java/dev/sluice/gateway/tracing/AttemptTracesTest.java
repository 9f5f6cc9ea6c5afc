package dev.sluice.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Sampling;
import dev.sluice.provider.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttemptTracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final String COLLECTOR = "endpoint: 'http://localhost:4318'";

  private final List<Attempt> seen = new ArrayList<>();

  private void starts(String settings, @Nullable String traceparent) {
    AcceptedRequest accepted = CallFixtures.accepted("resp_1", "acme", 0, traceparent);
    Attempt attempt =
        new Attempt(
            "att_1",
            1,
            accepted,
            CallFixtures.target("first"),
            Sampling.NONE,
            CallFixtures.request("r-1", "chat"),
            CallFixtures.NOON,
            1,
            List.of());
    Exchange exchange =
        AttemptTraces.of(RecordedTraces.settings(settings).tracing())
            .around(
                (shown, timeout, listener) -> {
                  seen.add(shown);
                  return () -> {};
                })
            .start(attempt, Duration.ofSeconds(1), outcome -> {});
    exchange.abort();
  }

  private @Nullable String seen() {
    assertThat(seen).hasSize(1);
    return seen.get(0).traceparent();
  }

  @Test
  void shouldTellAProviderNothingOfTracesUnlessItIsNamed() {
    // When
    starts("{" + COLLECTOR + "}", CLIENT);

    // Then
    assertThat(seen()).isNull();
  }

  @Test
  void shouldGiveANamedProviderTheSpanOfItsAttempt() {
    // When
    starts("{" + COLLECTOR + ", propagate_to: [provider-of-first]}", CLIENT);

    // Then
    assertThat(seen()).isEqualTo("00-" + TRACE + "-" + SpanIds.span("attempt", "att_1") + "-01");
  }

  @Test
  void shouldGiveANamedProviderTheClientsSpanWhenThereAreNoOthers() {
    // When
    starts("{propagate_to: [provider-of-first]}", CLIENT);

    // Then
    assertThat(seen()).isEqualTo(CLIENT);
  }
}
