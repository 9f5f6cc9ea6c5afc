package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CommandKind;
import java.util.concurrent.CompletionStage;

/** Publishes what callers want done with their requests. Any thread. */
public interface Commands {

  /**
   * @return done when the command is on its topic for good, on any thread; failed when nobody can
   *     say so in time, and repeating it is harmless
   */
  CompletionStage<?> publish(String tenant, PollingId id, CommandKind kind);
}
