package dev.sluice.topology;

import dev.sluice.call.Credit;
import java.util.HashMap;
import java.util.Map;

/**
 * The credit of one task, and what each call took of it: an entry that was written in the format of
 * an earlier release comes back without its size. Confined to the stream thread.
 */
final class TaskCredit {
  private final Credit credit;
  private final Map<String, Integer> taken = new HashMap<>();

  TaskCredit(Credit credit) {
    this.credit = credit;
  }

  boolean covers(int payloadSize) {
    return credit.covers(payloadSize);
  }

  void take(JournalEntry entry) {
    taken.put(entry.call().pollingId(), entry.payloadSize());
    credit.take(entry.payloadSize());
  }

  void giveBack(String pollingId) {
    Integer size = taken.remove(pollingId);
    if (size != null) {
      credit.giveBack(size);
    }
  }
}
