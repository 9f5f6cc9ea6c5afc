package dev.sluice.provider.echo;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.StreamTiming;
import dev.sluice.provider.AttemptListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One answer that is written word by word over a time. Any thread. */
final class EchoStream {
  private static final Duration FASTEST = Duration.ofMillis(10);

  private final AttemptListener listener;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Duration pause;

  /** What is to be written; guarded by this, as the rest is. */
  private List<AnswerDelta> left;

  private @Nullable Future<?> writing;
  private @Nullable Instant first;
  private @Nullable Instant last;

  /**
   * @param text empty for an answer that isn't streamed
   * @param time from the start to the last word
   */
  EchoStream(String text, Duration time, AttemptListener listener, InstantSource clock) {
    this.listener = listener;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.left = pieces(words(text), time);
    this.pause = left.isEmpty() ? Duration.ZERO : time.dividedBy(left.size());
  }

  /** One word each with the blanks after it; more where words would come too fast for a timer. */
  private static List<AnswerDelta> pieces(List<String> words, Duration time) {
    long most = time.isZero() ? words.size() : Math.max(1, time.dividedBy(FASTEST));
    int size = (int) Math.min(most, words.size());
    List<AnswerDelta> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= size; i++) {
      int to = (int) ((long) words.size() * i / size);
      pieces.add(new AnswerDelta.Text(String.join("", words.subList(from, to))));
      from = to;
    }
    return pieces;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int at = 1; at <= text.length(); at++) {
      boolean ends =
          at == text.length()
              || (Character.isWhitespace(text.charAt(at - 1))
                  && !Character.isWhitespace(text.charAt(at)));
      if (ends) {
        words.add(text.substring(from, at));
        from = at;
      }
    }
    return words;
  }

  synchronized void begin(ScheduledExecutorService scheduler) {
    if (!pause.isZero()) {
      writing =
          scheduler.scheduleWithFixedDelay(
              this::writeNext, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void writeNext() {
    write(Math.min(1, left.size()));
  }

  synchronized void writeRest() {
    write(left.size());
  }

  private void write(int pieces) {
    if (pieces > 0) {
      last = clock.instant();
      first = first == null ? last : first;
      List<AnswerDelta> next = left.subList(0, pieces);
      left = left.subList(pieces, left.size());
      listener.deltas(List.copyOf(next));
    }
  }

  /**
   * Writes nothing more.
   *
   * @return when what was written came; null if nothing was
   */
  synchronized @Nullable StreamTiming close() {
    left = List.of();
    if (writing != null) {
      writing.cancel(false);
    }
    return first == null || last == null
        ? null
        : new StreamTiming(
            Duration.between(startedAt, first), Duration.between(startedAt, last), false);
  }
}
