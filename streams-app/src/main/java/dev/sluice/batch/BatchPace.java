package dev.sluice.batch;

import dev.sluice.v1.Limit;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.PollingEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Estimates how long the rest of a batch takes: as long as it has taken so far, but no shorter than
 * the limits permit that its requests have met. One thread.
 */
public final class BatchPace {

  /** A limit, with the scope's value. */
  private record Met(Limit limit, String scope) {}

  /** What the requests that met it needed. */
  private record Need(long requests, double amount) {

    Need plus(long more) {
      return new Need(requests + 1, amount + more);
    }

    double each() {
      return amount / requests;
    }
  }

  private final Map<Met, Need> needs = new HashMap<>();

  /** Takes an event of this batch. */
  public void see(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      for (LimitState state : polling.getLimits()) {
        needs.merge(
            new Met(state.getLimit(), state.getScope()),
            new Need(1, state.getRequested()),
            (before, one) -> before.plus(state.getRequested()));
      }
    }
  }

  /**
   * @param done in {@code elapsed}
   * @param left not done yet
   * @return empty while nobody can tell
   */
  public Optional<Duration> rest(int done, Duration elapsed, int left) {
    if (done == 0) {
      return Optional.empty();
    }
    double seconds = elapsed.toMillis() / 1000.0 / done * left;
    for (Map.Entry<Met, Need> each : needs.entrySet()) {
      Limit limit = each.getKey().limit();
      double windows = each.getValue().each() * left / limit.getAmount();
      // as much as one window holds may be free now
      seconds = Math.max(seconds, (windows - 1) * seconds(limit.getWindow()));
    }
    return Optional.of(Duration.ofSeconds(Math.round(seconds)));
  }

  private static long seconds(LimitWindow window) {
    return switch (window) {
      case SECOND -> 1;
      case MINUTE -> 60;
      case HOUR -> 3_600;
      case DAY -> 86_400;
      case MONTH -> 30 * 86_400;
      case NONE, UNKNOWN -> 0;
    };
  }
}
