package dev.sluice.bench.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What the clients of streams have seen, of all streams of one round. Any thread. */
final class StreamTimes {
  // guarded by this
  private final Histogram begun = Latencies.histogram();
  private final Histogram firstText = Latencies.histogram();
  private final Histogram textAfterBegin = Latencies.histogram();
  private final Histogram delay = Latencies.histogram();
  private final Histogram gap = Latencies.histogram();
  private final Histogram addedGap = Latencies.histogram();
  private final Map<String, Integer> failures = new TreeMap<>();
  private long tokens;
  private long texts;
  private long from = Long.MAX_VALUE;
  private long to = Long.MAX_VALUE;

  /** What arrives from now to then is measured, and the beginnings of what was asked for then. */
  synchronized void measure(long fromNanos, long toNanos) {
    from = fromNanos;
    to = toNanos;
  }

  /**
   * @param begunNanos when its first event came
   */
  synchronized void firstText(long askedNanos, long begunNanos, long nowNanos) {
    if (askedNanos >= from && askedNanos < to) {
      begun.recordValue(Math.max(0, begunNanos - askedNanos));
      firstText.recordValue(Math.max(0, nowNanos - askedNanos));
      textAfterBegin.recordValue(Math.max(0, nowNanos - begunNanos));
    }
  }

  /**
   * An event with text.
   *
   * @param sentNanos when each of its tokens was sent
   * @param before the event with text before it in its stream
   */
  synchronized void text(List<Long> sentNanos, long nowNanos, StreamReading.LastText before) {
    if (nowNanos < from || nowNanos >= to) {
      return;
    }
    texts++;
    tokens += sentNanos.size();
    if (before.isKnown()) {
      gap.recordValue(Math.max(0, nowNanos - before.atNanos()));
    }
    long delayBefore = before.delayNanos();
    boolean hasBefore = before.isKnown();
    for (long sent : sentNanos) {
      long now = Math.max(0, nowNanos - sent);
      delay.recordValue(now);
      if (hasBefore) {
        addedGap.recordValue(Math.max(0, now - delayBefore));
      }
      delayBefore = now;
      hasBefore = true;
    }
  }

  /** Why a stream counts as lost. */
  synchronized void failed(String why) {
    failures.merge(why, 1, Integer::sum);
  }

  synchronized Streamed streamed() {
    return new Streamed(
        tokens,
        texts,
        Latencies.of(begun),
        Latencies.of(firstText),
        Latencies.of(textAfterBegin),
        Latencies.of(delay),
        Latencies.of(gap),
        Latencies.of(addedGap),
        failures);
  }
}
