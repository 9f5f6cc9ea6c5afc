package dev.sluice.http.openai;

import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import java.util.List;

/**
 * How far the records of a call's attempts have been read. Records come at least once, and some may
 * be lost. Confined to one stream.
 */
final class DeltaCursor {
  private int attempt;
  private int seen;
  private boolean gap;
  private boolean ended;

  /** What continues what was seen of the record's attempt; nothing of one that was replaced. */
  List<AnswerDelta> fresh(AnswerDeltas record) {
    if (record.attempt() > attempt) {
      attempt = record.attempt();
      seen = 0;
      gap = false;
      ended = false;
    }
    ended |= record.attempt() == attempt && record.last();
    gap |= record.attempt() == attempt && record.first() > seen;
    // a sum of two of them may be too large for an int
    long known = (long) seen - record.first();
    if (record.attempt() < attempt || gap || record.first() < 0 || known >= size(record)) {
      return List.of();
    }
    seen = record.first() + record.deltas().size();
    return record.deltas().subList((int) known, record.deltas().size());
  }

  /** The number of the attempt that is read now; 0 before the first. */
  int attempt() {
    return attempt;
  }

  /** Whether the attempt that is read now has begun to write, and its last record has not come. */
  boolean awaitsMore() {
    return attempt > 0 && !ended;
  }

  private static int size(AnswerDeltas record) {
    return record.deltas().size();
  }
}
