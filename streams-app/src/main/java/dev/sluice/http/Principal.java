package dev.sluice.http;

/** The owner of the API key that a request carries. */
public record Principal(String tenant, String keyId) {}
