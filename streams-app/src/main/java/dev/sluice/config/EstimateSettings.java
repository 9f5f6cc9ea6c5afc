package dev.sluice.config;

/** How much a request is assumed to need if it leaves that open. */
public record EstimateSettings(
    @Setting(
            value =
                "The maximum output tokens where neither the request nor its target sets them; "
                    + "it is reserved where a limit counts tokens or spend, and sent to the provider "
                    + "as the target's `profile.default_maximum` says.",
            byDefault = "4096",
            min = "1",
            max = "1000000")
        int defaultMaxOutputTokens) {}
