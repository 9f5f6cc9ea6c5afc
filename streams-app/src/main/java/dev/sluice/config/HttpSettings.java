package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/** Where the query service listens. */
public record HttpSettings(
    @Setting(value = "The address to listen on; `0.0.0.0` for all.", byDefault = "127.0.0.1")
        String host,
    @Setting(value = "The port; 0 takes a free one.", byDefault = "8080", min = "0", max = "65535")
        int port,
    @Setting(
            "The `host:port` at which other processes of the gateway reach this one; published among them as Kafka Streams' `application.server`.")
        @Nullable String advertised) {}
