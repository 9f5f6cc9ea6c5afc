package dev.sluice.bench.rig;

import java.util.ArrayList;
import java.util.List;

/**
 * Tokens whose text tells when they were sent, by the clock that all processes of a machine share
 * ({@link System#nanoTime} on Linux): a blank and a number, so that they can be told apart however
 * many of them come together. About as long as tokens of prose.
 */
public final class TimedToken {
  private static final int RADIX = 36;
  private static final long NANOS = 1_000;
  private static final String CONTENT = "\"content\":\"";

  private TimedToken() {}

  /**
   * @param nanos of which the microseconds are told
   */
  static String text(long nanos) {
    return " " + Long.toString(nanos / NANOS, RADIX);
  }

  /**
   * When the tokens of a chunk were sent.
   *
   * @param chunk of a chat completion, in JSON without white space
   * @return in their order; none if the chunk has no text
   * @throws NumberFormatException if it has another text
   */
  public static List<Long> sentNanos(String chunk) {
    int begin = chunk.indexOf(CONTENT);
    if (begin < 0) {
      return List.of();
    }
    int at = begin + CONTENT.length();
    int end = chunk.indexOf('"', at);
    List<Long> sent = new ArrayList<>(4);
    while (at < end) {
      int next = chunk.indexOf(' ', at + 1);
      int to = next < 0 || next > end ? end : next;
      // without the blank
      sent.add(Long.parseLong(chunk, at + 1, to, RADIX) * NANOS);
      at = to;
    }
    return sent;
  }
}
