package dev.sluice.gateway;

import dev.sluice.outage.LogIds;
import dev.sluice.topology.TaskListener;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs one line for each call that has ended without an answer. What callers and policies cause is
 * for those who ask for it, what providers and the gateway cause is a warning. Nothing of what a
 * failure's message says: providers repeat prompts in theirs.
 */
public final class FailureLog implements TaskListener {
  private static final Logger log = LoggerFactory.getLogger(FailureLog.class);

  @Override
  public void committed(SpecificRecord event) {
    if (event instanceof ErrorRecord error && error.getStage() == ErrorStage.FAILED) {
      new LogIds(error.getTenant(), error.getRequestId(), error.getPollingId())
          .during(() -> log(error));
    }
  }

  private static void log(ErrorRecord error) {
    List<String> type = error.getFailure().getTypePath();
    Instant since = error.getAcceptedAt();
    log.atLevel(level(type))
        .log(
            "a call for {} ended as {} after {} ms; attempts at {}",
            error.getModel(),
            String.join("/", type),
            since == null ? 0 : Duration.between(since, error.getOccurredAt()).toMillis(),
            error.getAttempts().stream().map(Attempt::getTarget).toList());
  }

  private static Level level(List<String> type) {
    String family = type.isEmpty() ? "" : type.get(0);
    return family.equals("caller") || family.equals("policy") ? Level.INFO : Level.WARN;
  }
}
