package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/** A model name that clients use, with its targets. */
public record RouteSettings(
    @Setting("The targets in the order in which they are tried; at least one.")
        List<TargetSettings> targets,
    @Setting(
            value =
                "From arrival to the end of a call whose request names no deadline, all attempts included.",
            byDefault = "5m",
            min = "1ms",
            max = "1d")
        Duration timeLimit) {

  public RouteSettings {
    targets = List.copyOf(targets);
  }
}
