package dev.sluice.cli;

import dev.sluice.client.ClientSession;
import dev.sluice.client.LimiterState;
import dev.sluice.client.TenantPolicies;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Puts the limiter's clock back if it is ahead. */
@Command(
    name = "reset-clock",
    description =
        "Reset the limiter's clock to now in the partitions where a broker's clock had "
            + "jumped ahead.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class ResetClockCommand implements Callable<Integer> {
  /** Two correct clocks may differ by less. */
  private static final Duration TOLERATED = Duration.ofMinutes(1);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    InstantSource clock = InstantSource.system();
    try (ClientSession session = ClientSession.open(settings, LimiterState.clockUses(settings));
        TenantPolicies policies = TenantPolicies.open(session, settings)) {
      LimiterState state = new LimiterState(session, settings, clock);
      SortedMap<Integer, Instant> ahead = ahead(state.clocks(), clock.instant());
      if (ahead.isEmpty()) {
        System.out.println(
            "no partition's clock is ahead by more than " + TOLERATED.toSeconds() + " s");
        return ExitStatus.OK.code();
      }
      for (Map.Entry<Integer, Instant> partition : ahead.entrySet()) {
        policies.resetClock(partition.getKey(), clock.instant());
        System.out.println("partition " + partition.getKey() + " was at " + partition.getValue());
      }
      return awaitBack(state, clock);
    }
  }

  private static int awaitBack(LimiterState state, InstantSource clock) throws Exception {
    Instant until = clock.instant().plus(PATIENCE);
    while (!ahead(state.clocks(), clock.instant()).isEmpty()) {
      if (clock.instant().isAfter(until)) {
        throw new StartException(
            ExitStatus.FAILED,
            "the order is on the topic, but no gateway has followed it yet; check that one "
                + "is running and that the brokers' clocks are right again");
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
    System.out.println("all clocks are back");
    return ExitStatus.OK.code();
  }

  /** The partitions that are further ahead than clocks differ. */
  static SortedMap<Integer, Instant> ahead(Map<Integer, Instant> clocks, Instant now) {
    SortedMap<Integer, Instant> ahead = new TreeMap<>(clocks);
    ahead.values().removeIf(clock -> !clock.isAfter(now.plus(TOLERATED)));
    return ahead;
  }
}
