package dev.sluice.config;

import dev.sluice.wire.RegistryWaits;
import java.time.Duration;

/** The schema registry and how to reach it. */
public record SchemaRegistrySettings(
    @Setting("Its URL, or several separated by commas. Without user and password.") String url,
    @Setting(
            value =
                "For how long the registry must go on saying that it has no schema of an ID (40403) before a record is refused for it: longer than it takes to start, and than its followers lag. The record's partition waits meanwhile, others go on.",
            byDefault = "5s",
            min = "100ms",
            max = "5m")
        Duration missingIdGrace,
    @Setting(
            value =
                "How long such an ID is remembered, so that many records of one ID cost no look-up each.",
            byDefault = "5s",
            min = "100ms",
            max = "5m")
        Duration missingIdTtl,
    @Setting(
            "Settings of the registry's client, passed on as they are, such as `basic.auth.credentials.source`, `basic.auth.user.info` or `schema.registry.ssl.truststore.location`.")
        PassThrough properties) {

  public RegistryWaits waits() {
    return RegistryWaits.of(missingIdGrace, missingIdTtl);
  }
}
