package dev.sluice.config;

import java.time.Duration;

/** How answers that are still being written get to those who stream them. */
public record StreamSettings(
    @Setting(
            value =
                "How long pieces of an answer are collected before they are written to the topic `deltas` as one record, and the time between two reads of a provider's stream once it goes on.",
            byDefault = "50ms",
            min = "1ms",
            max = "10s")
        Duration deltaEvery,
    @Setting(
            value = "So much text of an answer is written without waiting for more.",
            byDefault = "1KiB",
            min = "1B",
            max = "64KiB")
        Size deltaBytes,
    @Setting(
            value =
                "The retention of the topic `deltas` when it is created; an answer that takes longer is streamed only to those who have read it from its beginning.",
            byDefault = "1h",
            min = "1m",
            max = "7d")
        Duration retention) {}
