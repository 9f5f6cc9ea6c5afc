package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whether a limit stays exact when its tenant's requests are admitted in several partitions, under
 * leases of quota: docs/decisions/0030-a-tenant-that-outgrows-its-partition.md. Nothing of it is in
 * the product but the counter.
 */
class LeaseSimulationTest {
  private static final int IN_THE_BUILD = 300;
  private static final int IN_THE_SOAK = 20_000;

  @Test
  void shouldNeverAdmitMoreThanTheLimitInAnyWindowNorLoseQuotaWhateverHappens() {
    int admissions = 0;
    for (long seed = 0; seed < IN_THE_BUILD; seed++) {
      admissions += run(seed);
    }
    assertThat(admissions).as("admissions that were checked").isGreaterThan(IN_THE_BUILD * 40);
  }

  @Test
  @Tag("soak")
  void shouldNeverAdmitMoreThanTheLimitForManySeeds() {
    for (long seed = IN_THE_BUILD; seed < IN_THE_SOAK; seed++) {
      run(seed);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "NEVER_REPORTED"})
  void shouldFindTheMistake(LeaseMistake mistake) {
    assertThatThrownBy(
            () -> {
              for (long seed = 0; seed < IN_THE_BUILD; seed++) {
                new LeaseSimulation(seed, mistake).run();
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("tokens per");
  }

  @Test
  void shouldFindTheMistakeWhenALeaseIsDroppedAndNotReported() {
    assertThatThrownBy(
            () -> {
              for (long seed = 0; seed < IN_THE_BUILD; seed++) {
                LeaseSimulation simulation = new LeaseSimulation(seed, LeaseMistake.NEVER_REPORTED);
                simulation.run();
                simulation.quiet();
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("leases that nobody has reported");
  }

  private static int run(long seed) {
    LeaseSimulation simulation = new LeaseSimulation(seed, LeaseMistake.NONE);
    try {
      int admissions = simulation.run().size();
      simulation.quiet();
      return admissions;
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
    }
  }
}
