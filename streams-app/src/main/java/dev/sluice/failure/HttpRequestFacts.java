package dev.sluice.failure;

/**
 * The request that a provider was sent.
 *
 * @param method such as POST
 * @param url without user information and without query values: both may hold secrets
 */
public record HttpRequestFacts(String method, String url) {}
