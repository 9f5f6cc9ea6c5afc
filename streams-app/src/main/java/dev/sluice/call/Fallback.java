package dev.sluice.call;

/**
 * A route or target that a request names to go on to.
 *
 * @param to the name of a route or a target
 * @param sampling what differs from the request's own sampling there, and only there
 */
public record Fallback(String to, Sampling sampling) {}
