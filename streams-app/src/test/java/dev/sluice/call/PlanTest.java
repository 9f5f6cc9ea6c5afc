package dev.sluice.call;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.route;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Sampling COLD = new Sampling(0.0, null, null, null, null, null, null);
  private static final Sampling SHORT = new Sampling(null, null, 10, null, null, null, null);

  private final Route main = route("main", "a", "b");
  private final Route spare = route("spare", "b", "c");
  private final Routes routes = new Routes(List.of(main, spare));

  @Test
  void shouldTryEachTargetOnceInTheOrderOfRouteAndFallbacks() {
    // Given
    Request request = withFallbacks(new Fallback("spare", COLD));

    // When
    List<PlannedTarget> plan = Plan.of(main, request, routes);

    // Then
    assertThat(plan).extracting(PlannedTarget::target).containsExactly("a", "b", "c");
  }

  @Test
  void shouldKeepTheOverridesOfAFallbackToItself() {
    // Given
    Request request = withFallbacks(new Fallback("c", COLD));

    // When
    List<PlannedTarget> plan = Plan.of(main, request, routes);

    // Then
    assertThat(plan)
        .containsExactly(
            new PlannedTarget("a", SHORT),
            new PlannedTarget("b", SHORT),
            new PlannedTarget("c", COLD.orElse(SHORT)));
  }

  @Test
  void shouldMakeTheSamePlanHoweverOftenARouteAndARequestAreUsed() {
    // Given
    Request request = withFallbacks(new Fallback("spare", COLD));
    List<PlannedTarget> first = Plan.of(main, request, routes);

    // When
    List<List<PlannedTarget>> plans =
        IntStream.range(0, 10_000)
            .parallel()
            .mapToObj(i -> Plan.of(main, request, routes))
            .distinct()
            .toList();

    // Then
    assertThat(plans).containsExactly(first);
  }

  private static Request withFallbacks(Fallback... fallbacks) {
    Request plain = request("r-1", "main");
    return new Request(
        plain.requestId(),
        plain.model(),
        plain.messages(),
        SHORT,
        null,
        plain.keyId(),
        null,
        List.of(fallbacks),
        Map.of(),
        null,
        0,
        OnLimit.REJECT);
  }
}
