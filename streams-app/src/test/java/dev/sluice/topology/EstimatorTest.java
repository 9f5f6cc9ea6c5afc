package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Metric;
import dev.sluice.admission.Price;
import dev.sluice.admission.Price.LongContext;
import dev.sluice.admission.Prices;
import dev.sluice.admission.Rates;
import dev.sluice.call.Message;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is reserved is at the dearest rates that can apply. */
class EstimatorTest {
  private static final int OUTPUT = 1_000;

  /** $1 of output in the standard tier, and nothing for input. */
  private static final Price PRICE =
      new Price(
          new Rates(0, 0, 0, 0, 1_000_000),
          List.of(),
          Map.of("flex", new Price(0, 0, 500_000), "priority", new Price(0, 0, 2_000_000)));

  @ParameterizedTest
  @CsvSource({
    ",,2000",
    "auto,,2000",
    "priority,,2000",
    "flex,,1000",
    "default,,1000",
    "priority,flex,1000",
    "flex,priority,2000",
    "flex,null,2000"
  })
  void shouldReserveForTheTierThatIsAskedForOrForAnyWhereNoneIs(
      @Nullable String requests, @Nullable String targets, long reserved) {
    // When
    long amount = spend(PRICE, Attempts.request(messages("hi"), body(requests)), body(targets));

    // Then
    assertThat(amount).isEqualTo(reserved);
  }

  @Test
  void shouldReserveForALongPromptAndForAllOfItBeingWrittenToACache() {
    // Given
    Rates rates = new Rates(1_000_000, 100_000, 1_250_000, 2_000_000, 0);
    Rates longer = new Rates(2_000_000, 200_000, 2_500_000, 4_000_000, 0);
    Price price = new Price(rates, List.of(new LongContext(100, longer)), Map.of());

    // When
    long one = spend(price, Attempts.request(messages("hi"), null), null);
    long many = spend(price, Attempts.request(messages("hi ".repeat(100)), null), null);

    // Then
    assertThat(one).isEqualTo(2 * tokens("hi"));
    assertThat(many).isEqualTo(4 * tokens("hi ".repeat(100)));
  }

  private static long tokens(String text) {
    return estimated(new Price(0, 0, 0), Attempts.request(messages(text), null), null)
        .getOrDefault(Metric.INPUT_TOKENS, -1L);
  }

  private static long spend(Price price, Request request, @Nullable String targetBody) {
    return estimated(price, request, targetBody).getOrDefault(Metric.SPEND, -1L);
  }

  private static Map<Metric, Long> estimated(
      Price price, Request request, @Nullable String targetBody) {
    Target target =
        new Target("t", "p", "model-x", Sampling.NONE, targetBody, Duration.ofSeconds(20));
    Routes routes = new Routes(List.of(new Route("r", List.of(target), Duration.ofMinutes(1))));
    Sampling sampling = new Sampling(null, null, OUTPUT, null, null, null, null);
    return new Estimator(new Prices(Map.of("model-x", price)), OUTPUT)
        .of(
            request,
            List.of(new PlannedTarget("t", sampling)),
            routes,
            Set.of(Metric.SPEND, Metric.INPUT_TOKENS))
        .amounts();
  }

  private static List<Message> messages(String text) {
    return List.of(Message.text(Role.USER, text));
  }

  private static @Nullable String body(@Nullable String tier) {
    if (tier == null) {
      return null;
    }
    return "{\"service_tier\":" + (tier.equals("null") ? tier : "\"" + tier + "\"") + "}";
  }
}
