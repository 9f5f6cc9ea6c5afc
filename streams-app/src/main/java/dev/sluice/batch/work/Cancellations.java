package dev.sluice.batch.work;

import dev.sluice.call.PollingIds;
import dev.sluice.http.Commands;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/** The accepted requests of a batch that no provider has been asked for yet. One thread. */
final class Cancellations {
  private final String tenant;
  private final PollingIds ids;
  private final Commands commands;
  private final Set<String> waiting = new HashSet<>();

  /** Shared with the threads that publish. */
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

  Cancellations(String tenant, PollingIds ids, Commands commands) {
    this.tenant = tenant;
    this.ids = ids;
    this.commands = commands;
  }

  /** Takes an event of the batch. */
  void see(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      see(polling);
    } else if (event instanceof CompletionResult result) {
      waiting.remove(result.getPollingId());
    } else if (event instanceof ErrorRecord error && error.getPollingId() != null) {
      waiting.remove(error.getPollingId());
    }
  }

  private void see(PollingEvent event) {
    CallStatus status = event.getStatus();
    boolean waits = status == CallStatus.WAITING || status == CallStatus.QUEUED;
    if (!waits) {
      waiting.remove(event.getPollingId());
    } else if (event.getKind() == PollingEventKind.ACCEPTED) {
      waiting.add(event.getPollingId());
    }
  }

  /** Has them end, each by one command; one that begins meanwhile ends in its own way. */
  void cancelAll() {
    for (String text : waiting) {
      if (cancelled.add(text)) {
        ids.verify(text, tenant)
            .ifPresent(
                id -> {
                  var unused =
                      commands
                          .publish(tenant, id, CommandKind.CANCEL)
                          .whenComplete(
                              (published, failure) -> {
                                if (failure != null) {
                                  cancelled.remove(text);
                                }
                              });
                });
      }
    }
  }
}
