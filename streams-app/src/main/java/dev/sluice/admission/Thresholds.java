package dev.sluice.admission;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Thresholds of limits as parts of their amounts, such as 0.8. Kept as thousandths, exactly. */
public final class Thresholds {
  /** The amount as a whole. */
  public static final int WHOLE = 1_000;

  /** Far beyond the amount, but such that use in thousandths can't overflow. */
  static final int MOST = 5 * WHOLE;

  private static final int DECIMALS = 3;

  private Thresholds() {}

  /** In thousandths; empty if there is no such number, or one with more than three decimals. */
  public static Optional<Integer> thousandths(BigDecimal part) {
    try {
      return Optional.of(part.movePointRight(DECIMALS).intValueExact());
    } catch (ArithmeticException tooFine) {
      return Optional.empty();
    }
  }

  /**
   * As records hold them.
   *
   * @throws IllegalArgumentException with the place of one that has more than three decimals
   */
  public static List<Integer> fromDoubles(List<Double> parts) {
    return parts.stream().map(Thresholds::fromDouble).toList();
  }

  private static int fromDouble(double part) {
    // infinite ones and NaN have no decimal form
    return (Double.isFinite(part)
            ? thousandths(BigDecimal.valueOf(part))
            : Optional.<Integer>empty())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "alert_at: has numbers with up to three decimals, not " + part));
  }

  /** As people write it, such as 0.8. */
  public static BigDecimal decimal(int thousandths) {
    BigDecimal part = BigDecimal.valueOf(thousandths, DECIMALS).stripTrailingZeros();
    return part.setScale(Math.max(0, part.scale()));
  }

  /** Whether so much of an amount is used. */
  static boolean isReached(int thousandths, long used, long amount) {
    return used * WHOLE >= amount * thousandths;
  }
}
