package dev.sluice.call;

/**
 * A route or target that a request names as a fallback.
 *
 * @param to the name of a route or a target
 * @param sampling overrides of the request's own sampling, for this fallback only
 */
public record Fallback(String to, Sampling sampling) {}
