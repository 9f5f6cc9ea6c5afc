package dev.sluice.config;

import dev.sluice.wire.RegistryWaits;
import java.time.Duration;

/** The schema registry and how to reach it. */
public record SchemaRegistrySettings(
    @Setting("Its URL, or several separated by commas. Without user and password.") String url,
    @Setting(
            value =
                "How long the registry must keep answering that it has no schema with an ID "
                    + "(error 40403) before records with that ID are refused. Longer than the "
                    + "registry takes to start and its followers lag. Only the record's partition "
                    + "waits.",
            byDefault = "5s",
            min = "100ms",
            max = "5m")
        Duration missingIdGrace,
    @Setting(
            value =
                "How long a missing ID is remembered, so that many records with one ID don't cost a look-up each.",
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
