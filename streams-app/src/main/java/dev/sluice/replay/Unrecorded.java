package dev.sluice.replay;

import dev.sluice.admission.Metric;
import java.util.Set;

/** What has to be worked out again of a request where no event tells it. */
public interface Unrecorded {

  /**
   * By today's routes and prices.
   *
   * @return an amount for each of these metrics that is estimated
   */
  Estimate needs(Set<Metric> metrics);

  /** The same of what it becomes on another route. */
  Estimate needs(String route, Set<Metric> metrics);

  /** In milliseconds since 1970. */
  long deadlineMs();
}
