package dev.sluice.config;

/** Whether there are metrics, and what they tell apart. */
public record MetricsSettings(
    @Setting(
            value =
                "`false` counts and measures nothing for `/metrics`, which answers with 404 then.",
            byDefault = "true")
        boolean enabled,
    @Setting(
            value =
                "How many tenants the metrics of tokens and spend tell by name: first those of "
                    + "`tenants`, in their order, then others as they come. All further ones are "
                    + "counted as `(others)`.",
            byDefault = "100",
            min = "0",
            max = "10000")
        int tenants) {}
