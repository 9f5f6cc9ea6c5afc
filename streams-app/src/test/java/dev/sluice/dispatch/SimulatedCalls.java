package dev.sluice.dispatch;

import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.OutcomeSink;
import dev.sluice.provider.Providers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/** Opens {@link Calls} to the simulation, which plays its dispatch thread and its producer. */
public final class SimulatedCalls {
  private static final Cooldown COOLDOWN =
      new Cooldown(5, Duration.ofSeconds(30), Duration.ofMinutes(5));

  private SimulatedCalls() {}

  public static Calls open(
      String epoch,
      Providers providers,
      OutcomeSink sink,
      OwnerBeat beat,
      TickSink ticks,
      int maxInFlight,
      InstantSource clock,
      ScheduledExecutorService thread) {
    Credit credit = new Credit(maxInFlight, 1_000_000);
    return new Calls(
        epoch, providers, sink, beat, ticks, credit, COOLDOWN, clock, Calls.BEAT, thread);
  }

  public static void begun(Calls calls) {
    calls.afterCommit().begun();
  }

  public static void committed(Calls calls) {
    calls.afterCommit().committed();
  }

  public static void forgotten(Calls calls) {
    calls.afterCommit().forgotten();
  }
}
