package dev.sluice.http;

/** Whose API key a request carries. */
public record Caller(String tenant, String keyId) {}
