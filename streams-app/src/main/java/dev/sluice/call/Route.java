package dev.sluice.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A model name that clients use.
 *
 * @param levels its targets in the order of attempts; not empty
 * @param timeLimit from arrival to the end of a call that names no deadline; positive
 * @param fallbacks names of fallback routes and targets, in order
 * @param retries for each of its targets, also when another route falls back to them
 */
public record Route(
    String name,
    List<TargetGroup> levels,
    Duration timeLimit,
    Map<FallbackList, List<String>> fallbacks,
    RetryPolicy retries) {
  public Route {
    levels = List.copyOf(levels);
    fallbacks = Map.copyOf(fallbacks);
  }

  /** One target after the other, without fallbacks. */
  public Route(String name, List<Target> targets, Duration timeLimit) {
    this(
        name,
        targets.stream().map(TargetGroup::of).toList(),
        timeLimit,
        Map.of(),
        RetryPolicy.NONE);
  }

  /** In the order of the configuration. */
  public List<Target> targets() {
    return levels.stream().flatMap(level -> level.targets().stream()).toList();
  }

  /** In the order for one call; see {@link TargetGroup#drawn}. */
  List<Target> drawn(String call) {
    return levels.stream().flatMap(level -> level.drawn(call).stream()).toList();
  }

  List<String> fallbacks(FallbackList list) {
    return fallbacks.getOrDefault(list, List.of());
  }
}
