package dev.sluice.config;

/** The schema registry and how to reach it. */
public record SchemaRegistrySettings(
    @Setting("Its URL, or several separated by commas. Without user and password.") String url,
    @Setting(
            "Settings of the registry's client, passed on as they are, such as `basic.auth.credentials.source`, `basic.auth.user.info` or `schema.registry.ssl.truststore.location`.")
        PassThrough properties) {}
