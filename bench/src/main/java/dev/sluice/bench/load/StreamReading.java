package dev.sluice.bench.load;

import dev.sluice.bench.rig.TimedToken;
import dev.sluice.provider.stream.EventReader;
import dev.sluice.provider.stream.ServerSentEvents;
import dev.sluice.provider.stream.StreamEvent;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One chat completion, as it is streamed to its client. Confined to its exchange. */
final class StreamReading {
  private static final int MOST_BYTES = 1 << 20;
  private static final int OK = 200;
  private static final String DONE = "[DONE]";
  private static final String ERROR = "{\"error\"";
  private static final int SHOWN = 160;

  private final StreamTimes times;
  private final int expected;
  private final long askedNanos;
  private final EventReader events = new ServerSentEvents(MOST_BYTES);
  private LastText last = LastText.NONE;
  private long begunNanos;
  private boolean begun;
  private int tokens;
  private boolean done;
  private @Nullable String error;

  /** When the last event with text arrived, and how long its last token took. */
  record LastText(long atNanos, long delayNanos, boolean isKnown) {
    static final LastText NONE = new LastText(0, 0, false);
  }

  /**
   * @param expected how many tokens a whole answer has
   * @param askedNanos when it was asked for
   */
  StreamReading(StreamTimes times, int expected, long askedNanos) {
    this.times = times;
    this.expected = expected;
    this.askedNanos = askedNanos;
  }

  void read(ByteBuffer bytes, long nowNanos) {
    for (StreamEvent event : events.read(bytes)) {
      if (!begun) {
        begun = true;
        begunNanos = nowNanos;
      }
      if (event.data().equals(DONE)) {
        done = true;
      } else if (event.data().startsWith(ERROR)) {
        error = event.data().substring(0, Math.min(SHOWN, event.data().length()));
      } else {
        text(TimedToken.sentNanos(event.data()), nowNanos);
      }
    }
  }

  private void text(List<Long> sentNanos, long nowNanos) {
    if (sentNanos.isEmpty()) {
      return;
    }
    if (tokens == 0) {
      times.firstText(askedNanos, begunNanos, nowNanos);
    }
    tokens += sentNanos.size();
    times.text(sentNanos, nowNanos, last);
    last = new LastText(nowNanos, nowNanos - sentNanos.get(sentNanos.size() - 1), true);
  }

  /**
   * @param status of HTTP; 0 if the exchange failed
   * @return whether the answer came as a whole
   */
  boolean end(int status) {
    String why = fault(status);
    if (why != null) {
      times.failed(why);
    }
    return why == null;
  }

  private @Nullable String fault(int status) {
    if (status != OK) {
      return status == 0 ? "the connection broke" : "status " + status;
    }
    if (error != null) {
      return error;
    }
    if (!done) {
      return "it ended without [DONE]";
    }
    return tokens == expected ? null : "%d tokens of %d".formatted(tokens, expected);
  }
}
