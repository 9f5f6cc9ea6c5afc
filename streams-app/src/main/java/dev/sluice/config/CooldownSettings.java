package dev.sluice.config;

import dev.sluice.call.Cooldown;
import java.time.Duration;

/** When a failing target is left alone, and for how long. */
public record CooldownSettings(
    @Setting(
            value =
                "The number of consecutive failures after which a target cools down; 0 for "
                    + "never. Those of one tenant's requests count for that tenant, and for all when "
                    + "another's fail too; a wrong credential, an exhausted quota, a model that is "
                    + "not there, and a wait of up to a minute that the provider asks for count for "
                    + "all at once.",
            byDefault = "5",
            min = "0",
            max = "1000")
        int failures,
    @Setting(
            value =
                "The first cooldown. Then a single call probes the target; if it fails too, "
                    + "the time doubles.",
            byDefault = "30s",
            min = "100ms",
            max = "1h")
        Duration time,
    @Setting(
            value =
                "The longest such time. A provider that states a wait is left alone for that "
                    + "long; for more than a minute, only by the tenant that it was stated to, until "
                    + "it is stated to another tenant too.",
            byDefault = "5m",
            min = "100ms",
            max = "1d")
        Duration maxTime) {

  /** As the calls take it. */
  public Cooldown toPolicy() {
    return new Cooldown(failures, time, maxTime);
  }
}
