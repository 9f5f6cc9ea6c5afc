package dev.sluice.config;

import java.time.Duration;

/** How many calls run at once, and when the calls of a dead process are taken over. */
public record DispatchSettings(
    @Setting(
            value = "The most calls in flight for one task (one partition).",
            byDefault = "256",
            min = "1",
            max = "100000")
        int maxInFlightPerTask,
    @Setting(
            value =
                "The maximum total size of the requests in flight for one task; a single call "
                    + "may always start, whatever its size.",
            byDefault = "64MiB",
            min = "1KiB",
            max = "64GiB")
        Size maxBytesInFlightPerTask,
    @Setting(
            value = "The most calls in flight in this process.",
            byDefault = "1000",
            min = "1",
            max = "100000")
        int maxInFlight,
    @Setting(
            value =
                "The maximum total size of the requests in flight in this process; a single "
                    + "call may always start, whatever its size.",
            byDefault = "256MiB",
            min = "1KiB",
            max = "64GiB")
        Size maxBytesInFlight,
    @Setting(
            value =
                "The most queued requests of a tenant whose policy names no number of its own; one more is refused with 429.",
            byDefault = "10000",
            min = "0",
            max = "1000000")
        int maxQueuedPerTenant,
    @Setting(
            value =
                "The most attempts that one call may make, whatever becomes of the processes that make them.",
            byDefault = "20",
            min = "1",
            max = "100")
        int maxAttempts,
    @Setting(
            value =
                "How long a process may be silent before others take over its partitions and the calls it had under way; "
                    + "the same at every instance. Below 6s, partitions are taken over after 6s.",
            byDefault = "15s",
            min = "1s",
            max = "10m")
        Duration lease,
    @Setting(
            value = "How often a task looks for calls to start, to retry or to take over.",
            byDefault = "1s",
            min = "10ms",
            max = "1m")
        Duration sweep,
    @Setting(
            value = "How long a stop waits for the answers of calls in flight.",
            byDefault = "10s",
            min = "0s",
            max = "10m")
        Duration drain,
    @Setting("The cooldown of failing targets; each process decides for itself.")
        CooldownSettings cooldown) {}
