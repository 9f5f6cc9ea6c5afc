package dev.sluice.wire;

import dev.sluice.v1.AnswerDeltas;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.Command;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.TenantPolicy;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** What each topic carries. */
public final class Contract {
  private Contract() {}

  public static Map<String, Class<? extends SpecificRecord>> types(TopicNames topics) {
    return Map.of(
        topics.requests(), CompletionRequest.class,
        topics.polling(), PollingEvent.class,
        topics.results(), CompletionResult.class,
        topics.errors(), ErrorRecord.class,
        topics.commands(), Command.class,
        topics.attempts(), AttemptOutcome.class,
        topics.deltas(), AnswerDeltas.class,
        topics.tenants(), TenantPolicy.class,
        topics.deadLetters(), ErrorRecord.class);
  }
}
