package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.v1.CommandKind;
import java.util.concurrent.CompletionStage;

/** Publishes clients' commands on their requests. Any thread. */
public interface Commands {

  /**
   * @return completes when the command is durable on its topic, on any thread; fails if that is not
   *     known in time, and repeating it is harmless
   */
  CompletionStage<?> publish(String tenant, PollingId id, CommandKind kind);
}
