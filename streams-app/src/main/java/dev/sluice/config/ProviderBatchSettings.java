package dev.sluice.config;

import dev.sluice.call.BatchTerms;
import java.math.BigDecimal;
import java.time.Duration;

/** On what terms a target's provider takes requests as a batch. */
public record ProviderBatchSettings(
    @Setting(
            value = "How long the first request of a batch waits for others.",
            byDefault = "1m",
            min = "10ms",
            max = "1h")
        Duration maxWait,
    @Setting(
            value =
                "The most requests of a batch. One is also sent when its requests have 64 MiB together.",
            byDefault = "5000",
            min = "1",
            max = "50000")
        int maxSize,
    @Setting(
            value =
                "The time in which the provider promises to end a batch. A request is put in one if its deadline is at least `max_wait` and this away, so `requests.max_deadline` has to allow that.",
            byDefault = "24h",
            min = "1s",
            max = "30d")
        Duration window,
    @Setting(
            value = "What a request in a batch costs, as a part of what it costs alone.",
            byDefault = "0.5",
            min = "0",
            max = "1")
        double price) {

  BatchTerms toTerms() {
    return new BatchTerms(maxWait, maxSize, window, BigDecimal.valueOf(price));
  }
}
