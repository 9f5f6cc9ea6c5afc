package dev.sluice.call;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * On what terms a target's provider takes many requests as one batch, as OpenAI's, Azure's and
 * Anthropic's batch endpoints do. Such a batch is a <i>provider batch</i> here; a <i>batch</i> is a
 * client's.
 *
 * @param maxWait how long the first request of a provider batch waits for others; positive
 * @param maxSize the most requests of one; 1 or more
 * @param window the time in which the provider promises to end one; positive
 * @param price what a request in one costs, as a part of what it costs alone; 0 to 1
 */
public record BatchTerms(Duration maxWait, int maxSize, Duration window, BigDecimal price) {

  /** What a request's deadline has to leave to be taken: its wait, and then the window. */
  public Duration longest() {
    return maxWait.plus(window);
  }

  /**
   * What something costs in a provider batch, rounded up.
   *
   * @param alone what it costs alone
   */
  public long cost(long alone) {
    return price.multiply(BigDecimal.valueOf(alone)).setScale(0, RoundingMode.CEILING).longValue();
  }
}
