package dev.sluice.config;

import java.time.Duration;

/** What polling reads, and for how long. */
public record ViewSettings(
    @Setting(
            value = "How long a terminal record can be polled.",
            byDefault = "1d",
            min = "1m",
            max = "365d")
        Duration resultsTtl,
    @Setting(
            value =
                "How long the view keeps a polling ID; at least `requests.max_deadline` and `results_ttl` together.",
            byDefault = "2d",
            min = "1m",
            max = "730d")
        Duration retention) {}
