package dev.sluice.admission;

import java.util.Map;

/**
 * What a request becomes where limits of spend have no room for it: one for another route, which
 * they count and don't refuse.
 *
 * @param model the other route
 * @param amounts what it needs there of the metrics that are estimated, 0 or more
 */
public record OnBudget(String model, Map<Metric, Long> amounts) {
  public OnBudget {
    amounts = Map.copyOf(amounts);
  }
}
