package dev.sluice.config;

import java.time.Duration;

/** What any request may ask for. */
public record RequestSettings(
    @Setting(
            value = "The most messages of a request.",
            byDefault = "1000",
            min = "1",
            max = "100000")
        int maxMessages,
    @Setting(
            value =
                "The largest value of a record on the requests topic; a larger one is refused with 413. With 64KiB to spare below `topics.max_record_size`.",
            byDefault = "8MiB",
            min = "1KiB",
            max = "64MiB")
        Size maxSize,
    @Setting(
            value = "The furthest deadline after arrival that a request may name.",
            byDefault = "1h",
            min = "1s",
            max = "30d")
        Duration maxDeadline) {}
