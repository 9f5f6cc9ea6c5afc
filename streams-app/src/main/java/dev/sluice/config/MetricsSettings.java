package dev.sluice.config;

/** What metrics tell apart. */
public record MetricsSettings(
    @Setting(
            value =
                "How many tenants the metrics of tokens and spend tell by name: first those of "
                    + "`tenants`, in their order, then others as they come. All further ones are "
                    + "counted as `(others)`.",
            byDefault = "100",
            min = "0",
            max = "10000")
        int tenants) {}
