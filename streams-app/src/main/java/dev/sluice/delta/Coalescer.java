package dev.sluice.delta;

import dev.sluice.call.AnswerDelta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes records of what one attempt writes: the first piece goes at once, and one after as long a
 * silence; further ones together when enough time has passed since the record before, or enough
 * text has come. What was lost, and all that comes after it, is counted only: nobody can show it.
 * Not thread-safe.
 */
final class Coalescer {
  /** Characters of text in one record, which is far below what a topic takes. */
  static final int MOST_TEXT = 64 * 1024;

  /** Of an object for a piece, besides its text. */
  private static final int PIECE_BYTES = 64;

  private final String pollingId;
  private final int attempt;
  private final Pace pace;
  private final List<AnswerDelta> pending = new ArrayList<>();
  private long pendingText;

  /** How many pieces the records before have, and those that were lost. */
  private int before;

  private boolean lost;
  private boolean isFirst = true;
  private long latestNanos;
  private long cameNanos;
  private boolean afterSilence;

  /**
   * When a record is written.
   *
   * @param every at most one in this time
   * @param text characters that are written without waiting
   */
  record Pace(Duration every, long text) {}

  /**
   * A record that is to be written.
   *
   * @param size about how many bytes its pieces take in memory
   */
  record Batch(AnswerDeltas deltas, long size) {}

  Coalescer(String pollingId, int attempt, Pace pace) {
    this.pollingId = pollingId;
    this.attempt = attempt;
    this.pace = pace;
  }

  /** About how many bytes they take in memory. */
  private static long size(List<AnswerDelta> deltas) {
    long size = 0;
    for (AnswerDelta delta : deltas) {
      size += PIECE_BYTES + delta.text().length();
    }
    return size;
  }

  /**
   * @return the size of what waits now in addition
   */
  long add(List<AnswerDelta> deltas, long nowNanos) {
    if (lost) {
      before += deltas.size();
      return 0;
    }
    afterSilence |= nowNanos - cameNanos >= pace.every().toNanos();
    cameNanos = nowNanos;
    int waited = pending.size();
    for (AnswerDelta delta : deltas) {
      String text = delta.text();
      int from = 0;
      while (text.length() - from > MOST_TEXT) {
        boolean splitsPair = Character.isHighSurrogate(text.charAt(from + MOST_TEXT - 1));
        int to = from + MOST_TEXT - (splitsPair ? 1 : 0);
        pending.add(delta.with(text.substring(from, to)));
        from = to;
      }
      pending.add(from == 0 ? delta : delta.with(text.substring(from)));
      pendingText += text.length();
    }
    return size(pending.subList(waited, pending.size()));
  }

  /** How long until a record is due: 0 if one is, also if there is nothing to write. */
  long dueIn(long nowNanos) {
    if (isFirst || afterSilence || pendingText >= pace.text()) {
      return 0;
    }
    return Math.max(0, latestNanos + pace.every().toNanos() - nowNanos);
  }

  /**
   * All that has come since the last time, as records.
   *
   * @param end whether the attempt has ended
   */
  List<Batch> take(long nowNanos, boolean end) {
    List<Batch> batches = new ArrayList<>(1);
    int from = 0;
    while (from < pending.size()) {
      int to = from;
      long text = 0;
      while (to < pending.size() && (to == from || text + textOf(to) <= MOST_TEXT)) {
        text += textOf(to);
        to++;
      }
      batches.add(batch(pending.subList(from, to), end && to == pending.size()));
      from = to;
    }
    if (end && batches.isEmpty()) {
      batches.add(batch(List.of(), true));
    }
    clear();
    afterSilence = false;
    if (!batches.isEmpty()) {
      isFirst = false;
      latestNanos = nowNanos;
    }
    return batches;
  }

  /**
   * A record was lost, or what has come found no room: nothing more is written but the end.
   *
   * @return the size of what was pending
   */
  long lose() {
    long size = size(pending);
    before += pending.size();
    lost = true;
    clear();
    return size;
  }

  boolean isLost() {
    return lost;
  }

  /** How many pieces wait to be written. */
  int pending() {
    return pending.size();
  }

  private int textOf(int index) {
    return pending.get(index).text().length();
  }

  private Batch batch(List<AnswerDelta> pieces, boolean last) {
    List<AnswerDelta> joined = AnswerDelta.joined(pieces);
    AnswerDeltas deltas = new AnswerDeltas(pollingId, attempt, before, joined, last);
    before += joined.size();
    return new Batch(deltas, size(pieces));
  }

  private void clear() {
    pending.clear();
    pendingText = 0;
  }
}
