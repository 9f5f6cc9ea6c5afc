package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Holds the promises of calls against crashes, zombies, aborts and late answers. {@code
 * -Dsimulation.seed=N} replays one seed.
 */
class CallSimulationTest {
  private static final int IN_THE_BUILD = 500;
  private static final int IN_THE_SOAK = 10_000;
  private static final int SHOWN = 60;

  @Test
  void shouldKeepEveryPromiseWhateverHappens() {
    Long replayed = Long.getLong("simulation.seed");
    if (replayed != null) {
      run(replayed, Integer.MAX_VALUE);
      return;
    }
    int polls = 0;
    int batches = 0;
    for (long seed = 0; seed < IN_THE_BUILD; seed++) {
      World world = run(seed, SHOWN).world();
      polls += world.invariants.polls.found();
      batches += world.batches.ended();
    }
    assertThat(batches).as("batches that have ended").isGreaterThan(IN_THE_BUILD);
    assertThat(polls).as("polls that have found a row").isGreaterThan(IN_THE_BUILD * 100);
  }

  @Test
  @Tag("soak")
  void shouldKeepEveryPromiseForManySeeds() {
    for (long first = IN_THE_BUILD; first < IN_THE_SOAK; first += IN_THE_BUILD) {
      runOnItsOwnThread(first);
    }
  }

  /**
   * What a crash left in a thread-local refers to its world, which would stay as long as the
   * thread.
   */
  private static void runOnItsOwnThread(long first) {
    CompletableFuture.runAsync(
            () -> {
              for (long seed = first; seed < first + IN_THE_BUILD; seed++) {
                run(seed, SHOWN);
              }
            },
            task -> new Thread(task, "seeds from " + first).start())
        .join();
  }

  @Test
  void shouldRepeatItsHistoryWhenTheSeedIsTheSame() {
    for (long seed = 0; seed < 10; seed++) {
      // Given
      List<String> once = run(seed, SHOWN).history();

      // When
      List<String> again = run(seed, SHOWN).history();

      // Then
      assertThat(again).isEqualTo(once);
    }
  }

  @Test
  void shouldFindTheMistakeWhenGatewaysTakeALostPartitionForAProofOfDeath() {
    assertThatThrownBy(
            () -> {
              for (long seed = 0; seed < IN_THE_BUILD; seed++) {
                new Simulation(seed, true).run();
              }
            })
        .isInstanceOf(Violation.class)
        .hasMessageContaining("was taken from its owner");
  }

  private static Simulation run(long seed, int shown) {
    Simulation simulation = new Simulation(seed);
    try {
      simulation.run();
    } catch (AssertionError | RuntimeException broken) {
      List<String> history = simulation.history();
      List<String> last = history.subList(Math.max(0, history.size() - shown), history.size());
      throw new AssertionError(
          String.format(
              "seed %d (replay with -Dsimulation.seed=%d): %s%nafter%n  %s",
              seed, seed, broken.getMessage(), String.join("\n  ", last)),
          broken);
    }
    return simulation;
  }
}
