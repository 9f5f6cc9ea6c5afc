package dev.sluice.call;

import static dev.sluice.call.CallFixtures.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TargetGroupTest {
  private static final int CALLS = 20_000;

  @Property(tries = 10)
  void shouldBeginWithEachTargetInProportionToItsWeight(
      @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 0, max = 20) Integer> weights,
      @ForAll @IntRange(min = 0, max = 1_000_000) int from) {
    // Given
    TargetGroup level = level(weights);
    int all = weights.stream().mapToInt(Integer::intValue).sum();

    // When
    Map<String, Integer> first = new HashMap<>();
    for (int call = from; call < from + CALLS; call++) {
      first.merge(level.drawn("requests-0@" + call).get(0).name(), 1, Integer::sum);
    }

    // Then
    for (int i = 0; i < weights.size() && all > 0; i++) {
      double share = first.getOrDefault("t" + i, 0) / (double) CALLS;
      assertThat(share).isCloseTo(weights.get(i) / (double) all, within(0.02));
    }
  }

  @Property
  void shouldHoldEveryTargetOnceInTheSameOrderForTheSameCall(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 9) Integer> weights,
      @ForAll String call) {
    // When
    List<Target> drawn = level(weights).drawn(call);

    // Then
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(level(weights).targets());
    assertThat(level(weights).drawn(call)).isEqualTo(drawn);
  }

  @Test
  void shouldTakeShareFromOthersAloneWhenATargetIsAdded() {
    // Given
    TargetGroup before = level(List.of(1, 1));
    TargetGroup after = level(List.of(1, 1, 1));

    // When
    List<String> moved = new ArrayList<>();
    for (int call = 0; call < 1_000; call++) {
      String first = after.drawn("requests-0@" + call).get(0).name();
      if (!first.equals(before.drawn("requests-0@" + call).get(0).name())) {
        moved.add(first);
      }
    }

    // Then
    assertThat(moved).isNotEmpty().containsOnly("t2");
  }

  private static TargetGroup level(List<Integer> weights) {
    List<TargetGroup.WeightedTarget> shares = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      shares.add(new TargetGroup.WeightedTarget(target("t" + i), weights.get(i)));
    }
    return new TargetGroup(shares);
  }
}
