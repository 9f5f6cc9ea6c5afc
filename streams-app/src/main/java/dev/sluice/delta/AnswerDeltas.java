package dev.sluice.delta;

import dev.sluice.call.AnswerDelta;
import java.util.List;

/**
 * What an attempt has written of an answer since the record before; see the Avro schema of the same
 * name. Immutable; any thread.
 *
 * @param attempt its number, from 1
 * @param first how many deltas of the attempt were in the records before
 * @param last whether the attempt has ended
 */
public record AnswerDeltas(
    String pollingId, int attempt, int first, List<AnswerDelta> deltas, boolean last) {
  public AnswerDeltas {
    deltas = List.copyOf(deltas);
  }
}
