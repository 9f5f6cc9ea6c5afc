package dev.sluice.dispatch;

import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.provider.Providers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Opens {@link CallDispatcher} to the simulation, which plays its dispatch thread and its producer.
 */
public final class SimulatedCalls {
  private static final Cooldown COOLDOWN =
      new Cooldown(5, Duration.ofSeconds(30), Duration.ofMinutes(5));

  private SimulatedCalls() {}

  public static CallDispatcher open(
      String ownerId,
      Providers providers,
      AttemptsLog log,
      int maxInFlight,
      InstantSource clock,
      ScheduledExecutorService thread) {
    Credit credit = new Credit(maxInFlight, 1_000_000);
    OwnerProcess process =
        new OwnerProcess(ownerId, clock, Duration.ofSeconds(5), Duration.ofSeconds(15), thread);
    return new CallDispatcher(providers, log, DispatchLimits.of(credit), COOLDOWN, process);
  }

  public static void begun(CallDispatcher calls) {
    calls.afterCommit().begun();
  }

  public static void committed(CallDispatcher calls) {
    calls.afterCommit().committed();
  }

  public static void forgotten(CallDispatcher calls) {
    calls.afterCommit().forgotten();
  }
}
