package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.replay.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Records histories with several tenants, requests that wait, some of them for batches,
 * cancellations, policies that change, broker's clocks that go back, crashes and zombies, and
 * decides them again. {@code -Dsimulation.seed=N} replays one seed.
 */
class ReplaySimulationTest {
  private static final int IN_THE_BUILD = 200;
  private static final int IN_THE_SOAK = 4_000;

  @Test
  void shouldRepeatEveryVerdictWhenThePoliciesAreThoseThatWereRecorded() {
    Long only = Long.getLong("simulation.seed");
    if (only != null) {
      differences(only, only + 1, Simulation::new, new EnumMap<>(Verdict.Kind.class));
      return;
    }
    Map<Verdict.Kind, Integer> decided = new EnumMap<>(Verdict.Kind.class);
    int requests = differences(0, IN_THE_BUILD, Simulation::new, decided);
    assertThat(requests).isGreaterThan(IN_THE_BUILD * 30);
    assertThat(decided).containsKeys(Verdict.Kind.WAITING, Verdict.Kind.LIMITED);
  }

  @Test
  @Tag("soak")
  void shouldRepeatAHundredThousandVerdicts() {
    Map<Verdict.Kind, Integer> decided = new EnumMap<>(Verdict.Kind.class);
    int requests = differences(0, IN_THE_SOAK, Simulation::new, decided);
    assertThat(requests).isGreaterThan(100_000);
    assertThat(decided.get(Verdict.Kind.WAITING)).isGreaterThan(1_000);
  }

  private static int differences(
      long from, long to, LongFunction<Simulation> made, Map<Verdict.Kind, Integer> decided) {
    int onBudget = 0;
    int alerts = 0;
    for (long seed = from; seed < to; seed++) {
      // Given
      Simulation simulation = made.apply(seed);
      simulation.run();

      // When
      Replays.Seen seen =
          simulation.world().invariants.replays().replay(simulation.world(), Map.of());

      onBudget += simulation.world().invariants.replays().onBudget();
      alerts += simulation.world().invariants.replays().alerts();

      // Then
      assertThat(seen.differences).as("seed %d", seed).isEmpty();
      seen.decided.forEach((kind, count) -> decided.merge(kind, count, Integer::sum));
    }
    assertThat(onBudget).isGreaterThan((int) (to - from) / 2);
    assertThat(alerts).isGreaterThan((int) (to - from) / 2);
    return decided.values().stream().mapToInt(Integer::intValue).sum();
  }
}
