package dev.sluice.config;

import dev.sluice.provider.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the query service listens, and what it accepts. */
public record HttpSettings(
    @Setting(value = "The address to listen on; `0.0.0.0` for all.", byDefault = "127.0.0.1")
        String host,
    @Setting(value = "The port; 0 for a free one.", byDefault = "8080", min = "0", max = "65535")
        int port,
    @Setting(
            "The `host:port` at which other processes of the gateway reach this one; published among them as Kafka Streams' `application.server`. With `cluster_secret`, each process answers for all.")
        @Nullable String advertised,
    @Setting(
            "A secret of 16 bytes or more that the processes of one gateway share "
                + "(`openssl rand -hex 32`): with it they forward requests to the process that "
                + "has the partition.")
        @Nullable Secret clusterSecret,
    @Setting(
            "The key of whoever may see the page at `/`, `sluice top` and what they show, of all "
                + "tenants, 16 bytes or more; without it everybody may who reaches the port. "
                + "Browsers ask for it as a password, with any user name. It opens neither the API "
                + "nor prompts and answers; health and metrics need none.")
        @Nullable Secret operatorsKey,
    @Setting(
            value =
                "How long a request by HTTP waits for its decision before it is answered with 503.",
            byDefault = "10s",
            min = "100ms",
            max = "5m")
        Duration decisionTimeout,
    @Setting(
            value =
                "The longest wait of a poll with `wait`; then it is answered with the call's "
                    + "current state. Keep it below what clients and proxies wait for the first byte "
                    + "of an answer, often 60 s.",
            byDefault = "50s",
            min = "1s",
            max = "9m")
        Duration maxWait,
    @Setting(
            value =
                "How often a stream, and a request without `background: true` whose call goes "
                    + "on, is sent a keep-alive: a comment, or white space before the JSON. Keep it "
                    + "below the idle timeouts of clients and proxies.",
            byDefault = "15s",
            min = "1s",
            max = "30s")
        Duration keepAlive,
    @Setting(
            value =
                "How many polls, streams and requests may wait at once in one process; more are answered with 503.",
            byDefault = "5000",
            min = "0",
            max = "100000")
        int maxWaiting,
    @Setting(
            value =
                "How much of a stream may wait for a client that reads slowly. One that is further "
                    + "behind is dropped: its stream ends without a last event, and it can take it up "
                    + "with `starting_after`.",
            byDefault = "256KiB",
            min = "16KiB",
            max = "64MiB")
        Size streamBuffer,
    @Setting(
            value =
                "How much of all streams of one process together may wait for clients that read slowly.",
            byDefault = "64MiB",
            min = "1MiB",
            max = "4GiB")
        Size streamBuffers,
    @Setting(
            value = "The most bytes of a request's line and headers together.",
            byDefault = "16KiB",
            min = "1KiB",
            max = "1MiB")
        Size maxHeaderSize,
    @Setting(
            value = "The most connections at a time; more wait until one is closed.",
            byDefault = "10000",
            min = "1",
            max = "100000")
        int maxConnections,
    @Setting(
            value = "How long an idle connection is kept open.",
            byDefault = "30s",
            min = "1s",
            max = "1h")
        Duration idleTimeout,
    @Setting(
            value =
                "`/health/ready` is 503 when a transaction or a record has waited this long for its commit. Longer than the brokers need to elect leaders.",
            byDefault = "5s",
            min = "1s",
            max = "5m")
        Duration unreadyAfter,
    @Setting("Which pages in browsers may call the API.") CorsSettings cors,
    @Setting("TLS of the listener; without it, plain HTTP.") TlsSettings tls) {

  /** The {@code host:port} by which peers reach this process; null if it stands alone. */
  public @Nullable String asOneOfMany() {
    return clusterSecret == null ? null : advertised;
  }
}
