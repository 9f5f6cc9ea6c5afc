package dev.sluice.gateway.tracing;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.Source;
import java.time.Instant;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Names whose trace an event is part of. Pure.
 *
 * @param requests the topic's name
 */
record EventKeys(String requests) {
  /** About no request, or about one of which nobody knows any more how it was traced. */
  private static final Set<PollingEventKind> UNTRACED =
      Set.of(PollingEventKind.POLICY, PollingEventKind.CLOCK, PollingEventKind.DELETED);

  /** A call's polling ID, or the position of a request that became no call; null for others. */
  @Nullable String of(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      if (UNTRACED.contains(polling.getKind())) {
        return null;
      }
      return polling.getRepeat()
          ? position(polling.getSource(), polling.getOccurredAt())
          : polling.getPollingId();
    }
    if (event instanceof CompletionResult result) {
      return result.getPollingId();
    }
    if (event instanceof ErrorRecord error) {
      return error.getStage() == ErrorStage.FAILED ? error.getPollingId() : rejected(error);
    }
    return null;
  }

  private @Nullable String rejected(ErrorRecord error) {
    return error.getSource().getTopic().equals(requests)
        ? position(error.getSource(), error.getOccurredAt())
        : null;
  }

  /** With its time: a topic that was deleted and created again has the same positions. */
  private static String position(Source source, Instant appended) {
    return source.getTopic()
        + "-"
        + source.getPartition()
        + "@"
        + source.getOffset()
        + " "
        + appended.toEpochMilli();
  }
}
