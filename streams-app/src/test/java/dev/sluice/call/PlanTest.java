package dev.sluice.call;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.profile.DefaultMaximum;
import dev.sluice.profile.ModelProfile;
import dev.sluice.profile.SamplingRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
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
    List<PlannedTarget> plan = Plan.of(main, request, routes, "call");

    // Then
    assertThat(plan).extracting(PlannedTarget::target).containsExactly("a", "b", "c");
  }

  @Test
  void shouldKeepTheOverridesOfAFallbackToItself() {
    // Given
    Request request = withFallbacks(new Fallback("c", COLD));

    // When
    List<PlannedTarget> plan = Plan.of(main, request, routes, "call");

    // Then
    assertThat(plan)
        .containsExactly(
            new PlannedTarget("a", SHORT),
            new PlannedTarget("b", SHORT),
            new PlannedTarget("c", COLD.orElse(SHORT)));
  }

  @Test
  void shouldListTheRequestsFallbacksBeforeTheRoutesAndSpecialListsApart() {
    // Given
    Route listed =
        route(
            "listed",
            RetryPolicy.NONE,
            Map.of(
                FallbackList.GENERAL, List.of("main"),
                FallbackList.CONTEXT_WINDOW, List.of("c", "spare"),
                FallbackList.CONTENT_POLICY, List.of("x")),
            "x",
            "y");
    Routes all = new Routes(List.of(main, spare, listed));

    // When
    List<PlannedTarget> plan = Plan.of(listed, withFallbacks(new Fallback("c", COLD)), all, "call");

    // Then
    assertThat(plan)
        .extracting(stop -> stop.list() + " " + stop.target())
        .containsExactly(
            "GENERAL x",
            "GENERAL y",
            "GENERAL c",
            "GENERAL a",
            "GENERAL b",
            "CONTEXT_WINDOW c",
            "CONTEXT_WINDOW b",
            "CONTENT_POLICY x");
    assertThat(plan.get(2).sampling()).isEqualTo(COLD.orElse(SHORT));
    assertThat(plan.get(5).sampling()).isEqualTo(SHORT);
  }

  @Test
  void shouldPinTheMostOutputTokensInEveryList() {
    // Given
    Route listed =
        route("listed", RetryPolicy.NONE, Map.of(FallbackList.CONTEXT_WINDOW, List.of("c")), "x");
    Routes all = new Routes(List.of(spare, listed));
    List<PlannedTarget> open = Plan.of(listed, request("r-1", "listed"), all, "call");

    // When
    List<PlannedTarget> plan = Plan.withMaxOutputTokens(open, all, 77, true);

    // Then
    assertThat(plan)
        .extracting(stop -> stop.list() + " " + stop.sampling().maxOutputTokens())
        .containsExactly("GENERAL 77", "CONTEXT_WINDOW 77");
  }

  @Test
  void shouldPinTheRequestsMaximumElseTheTargetsElseTheGateways() {
    // Given
    Target capped =
        new Target("capped", "p", "m", Sampling.NONE.withMaxOutputTokens(40), null, TIMEOUT);
    Target open = new Target("open", "p", "m", Sampling.NONE, null, TIMEOUT);
    Route both = new Route("both", List.of(capped, open), TIMEOUT);
    Routes all = new Routes(List.of(both));
    PlannedTarget asked = new PlannedTarget("capped", Sampling.NONE.withMaxOutputTokens(9));

    // When
    List<PlannedTarget> silent =
        Plan.withMaxOutputTokens(Plan.of(both, request("r-1", "both"), all, "call"), all, 77, true);
    List<PlannedTarget> named = Plan.withMaxOutputTokens(List.of(asked), all, 77, true);

    // Then
    assertThat(silent)
        .extracting(stop -> stop.target() + " " + stop.sampling().maxOutputTokens())
        .containsExactly("capped 40", "open 77");
    assertThat(named.get(0).sampling().maxOutputTokens()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        // when it is sent, whether a limit counts it, what is sent
        "DEMANDED,false,50",
        "ALWAYS,false,50",
        "RESERVED,false,none",
        "RESERVED,true,50",
        "NEVER,true,none",
      })
  void shouldSendTheGatewaysMaximumAsTheModelTakesItAndNeverAboveItsCeiling(
      DefaultMaximum when, boolean counted, @Nullable Integer sent) {
    // Given
    ModelProfile any = ModelProfile.ANY;
    ModelProfile small =
        new ModelProfile(
            "",
            any.params(),
            new SamplingRules(null, null, true, null, true, 50),
            any.messages(),
            any.schemas(),
            when,
            null,
            null);
    Target target = new Target("t", "p", "m", Sampling.NONE, null, TIMEOUT).with(small);
    Routes all = new Routes(List.of(new Route("one", List.of(target), TIMEOUT)));
    PlannedTarget open = new PlannedTarget("t", Sampling.NONE);
    PlannedTarget asked = new PlannedTarget("t", Sampling.NONE.withMaxOutputTokens(99));

    // When
    List<PlannedTarget> plan = Plan.withMaxOutputTokens(List.of(open, asked), all, 77, counted);

    // Then
    assertThat(plan.get(0).sampling().maxOutputTokens()).isEqualTo(sent);
    assertThat(plan.get(1).sampling().maxOutputTokens()).isEqualTo(99);
  }

  @Test
  void shouldMakeTheSamePlanHoweverOftenARouteAndARequestAreUsed() {
    // Given
    Request request = withFallbacks(new Fallback("spare", COLD));
    List<PlannedTarget> first = Plan.of(main, request, routes, "call");

    // When
    List<List<PlannedTarget>> plans =
        IntStream.range(0, 10_000)
            .parallel()
            .mapToObj(i -> Plan.of(main, request, routes, "call"))
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
        OnLimit.REJECT,
        false);
  }
}
