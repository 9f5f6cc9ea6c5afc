package dev.sluice.call;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * When a streamed answer came, from the start of its attempt.
 *
 * @param toFirst until the first piece of it; not negative
 * @param toLast until the last; not less
 * @param withReasoning whether the model's reasoning was among the pieces
 */
public record StreamTiming(Duration toFirst, Duration toLast, boolean withReasoning) {
  public StreamTiming {
    // the wall clock may be set back
    toFirst = toFirst.isNegative() ? Duration.ZERO : toFirst;
    toLast = toLast.compareTo(toFirst) < 0 ? toFirst : toLast;
  }

  /**
   * How many tokens came in a second, after the first. Reasoning that was not shown was over by
   * then. Empty if the answer came at once, or is too short to tell.
   */
  public OptionalDouble tokensPerSecond(Usage usage) {
    long shown = usage.outputTokens() - (withReasoning ? 0 : usage.reasoningTokens());
    double seconds = toLast.minus(toFirst).toNanos() / 1e9;
    return shown < 2 || seconds <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((shown - 1) / seconds);
  }
}
