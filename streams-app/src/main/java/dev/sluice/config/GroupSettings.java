package dev.sluice.config;

/** How the processes of one gateway work together. */
public record GroupSettings(
    @Setting(
            value =
                "`classic`, or `streams`, under which each stop moves the partitions and a crash is noticed after 45 s.",
            byDefault = "classic")
        GroupProtocol protocol,
    @Setting(
            value = "How many further processes keep a copy of each partition's state.",
            byDefault = "0",
            min = "0",
            max = "5")
        int standbys,
    @Setting(
            value =
                "`true` gives the partitions to others at once when this process stops, which is for scaling in; otherwise it has the consumer's session timeout to come back to them.",
            byDefault = "false")
        boolean leaveOnStop) {}
