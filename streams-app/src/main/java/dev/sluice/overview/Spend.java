package dev.sluice.overview;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is spent in the current day and month, in UTC. Immutable.
 *
 * @param day as 2026-11-29
 * @param month as 2026-11
 */
public record Spend(
    String day,
    String month,
    Map<String, Amount> tenants,
    Map<String, Amount> routes,
    Map<String, Amount> models) {
  /** What is too much to be told one by one. */
  public static final String OTHERS = "(others)";

  /**
   * @param dayMicros in microdollars, of attempts whose prices are known
   * @param unpriced attempts of the month whose prices are not
   */
  public record Amount(long dayMicros, long monthMicros, long monthTokens, long unpriced) {
    static final Amount NONE = new Amount(0, 0, 0, 0);

    public Amount plus(Amount other) {
      return new Amount(
          dayMicros + other.dayMicros,
          monthMicros + other.monthMicros,
          monthTokens + other.monthTokens,
          unpriced + other.unpriced);
    }
  }

  Spend plus(Spend other) {
    if (other.month.compareTo(month) != 0 || other.day.compareTo(day) != 0) {
      // processes' clocks around midnight: the later one is right in a moment
      return other.day.compareTo(day) > 0 ? other : this;
    }
    return new Spend(
        day,
        month,
        sum(tenants, other.tenants),
        sum(routes, other.routes),
        sum(models, other.models));
  }

  private static Map<String, Amount> sum(Map<String, Amount> one, Map<String, Amount> other) {
    Map<String, Amount> sum = new TreeMap<>(one);
    other.forEach((name, amount) -> sum.merge(name, amount, Amount::plus));
    return sum;
  }

  /** The most expensive of the month first; what is beyond {@code most} as one. */
  public static Map<String, Amount> top(Map<String, Amount> all, int most) {
    Map<String, Amount> top = new LinkedHashMap<>();
    Amount others = all.getOrDefault(OTHERS, Amount.NONE);
    List<Map.Entry<String, Amount>> sorted =
        all.entrySet().stream()
            .filter(each -> !each.getKey().equals(OTHERS))
            .sorted(
                Map.Entry.<String, Amount>comparingByValue(
                        Comparator.comparingLong(Amount::monthMicros)
                            .thenComparingLong(Amount::monthTokens)
                            .reversed())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    for (Map.Entry<String, Amount> each : sorted) {
      if (top.size() < most) {
        top.put(each.getKey(), each.getValue());
      } else {
        others = others.plus(each.getValue());
      }
    }
    if (!others.equals(Amount.NONE)) {
      top.put(OTHERS, others);
    }
    return top;
  }
}
