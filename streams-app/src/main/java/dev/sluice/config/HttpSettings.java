package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the query service listens. */
public record HttpSettings(
    @Setting(value = "The address to listen on; `0.0.0.0` for all.", byDefault = "127.0.0.1")
        String host,
    @Setting(value = "The port; 0 takes a free one.", byDefault = "8080", min = "0", max = "65535")
        int port,
    @Setting(
            "The `host:port` at which other processes of the gateway reach this one; published among them as Kafka Streams' `application.server`.")
        @Nullable String advertised,
    @Setting(
            value =
                "How long a poll with `wait` may wait at most. Keep it below what clients and proxies wait for an answer.",
            byDefault = "60s",
            min = "1s",
            max = "9m")
        Duration maxWait,
    @Setting(
            value =
                "How many polls and streams may wait at once in one process; more are answered with 503.",
            byDefault = "5000",
            min = "0",
            max = "100000")
        int maxWaiting) {}
