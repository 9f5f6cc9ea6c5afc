package dev.sluice.dispatch;

import dev.sluice.call.OutcomeSink;
import dev.sluice.provider.Providers;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/** Opens {@link Calls} to the simulation, which plays its dispatch thread and its producer. */
public final class SimulatedCalls {
  private SimulatedCalls() {}

  public static Calls open(
      String epoch,
      Providers providers,
      OutcomeSink sink,
      OwnerBeat beat,
      int maxInFlight,
      InstantSource clock,
      ScheduledExecutorService thread) {
    return new Calls(epoch, providers, sink, beat, maxInFlight, clock, Calls.BEAT, thread);
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
