package dev.sluice.wire;

import dev.sluice.v1.AnswerDeltas;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.BudgetEvent;
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
    return Map.ofEntries(
        Map.entry(topics.requests(), CompletionRequest.class),
        Map.entry(topics.polling(), PollingEvent.class),
        Map.entry(topics.results(), CompletionResult.class),
        Map.entry(topics.errors(), ErrorRecord.class),
        Map.entry(topics.commands(), Command.class),
        Map.entry(topics.attempts(), AttemptOutcome.class),
        Map.entry(topics.deltas(), AnswerDeltas.class),
        Map.entry(topics.tenants(), TenantPolicy.class),
        Map.entry(topics.deadLetters(), ErrorRecord.class),
        Map.entry(topics.budgets(), BudgetEvent.class));
  }
}
