package dev.sluice.config;

/** The gateway's topics. */
public record TopicSettings(
    @Setting(value = "In front of every topic's name.", byDefault = "sluice.") String prefix,
    @Setting(
            value = "The partitions of each topic that is created; fixed for life.",
            byDefault = "4",
            min = "1",
            max = "1000")
        int partitions,
    @Setting(
            value = "The replication factor of created topics; -1 for the broker's default.",
            byDefault = "-1",
            min = "-1",
            max = "32767")
        int replicationFactor,
    @Setting(
            value =
                "The largest record of each topic that is created, and of the gateway's producers and its stores' changelogs; also the largest response of a provider. Topics that are there must take as much.",
            byDefault = "16MiB",
            min = "1MiB",
            max = "64MiB")
        Size maxRecordSize,
    @Setting(
            value =
                "`true` creates missing topics at start; otherwise `sluice topics` does, and a missing one ends the start.",
            byDefault = "false")
        boolean create) {}
