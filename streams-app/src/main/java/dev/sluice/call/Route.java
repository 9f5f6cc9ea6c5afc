package dev.sluice.call;

import java.time.Duration;
import java.util.List;

/**
 * A model name that clients use.
 *
 * @param targets in the order in which they are tried; not empty
 * @param timeLimit from arrival to the end of a call that names no deadline; positive
 */
public record Route(String name, List<Target> targets, Duration timeLimit) {
  public Route {
    targets = List.copyOf(targets);
  }
}
