package dev.sluice.call;

import org.jspecify.annotations.Nullable;

/**
 * How many attempts one process begins at a target in a minute, and how many tokens these take.
 *
 * @param requests 1 or more; null for any number
 * @param tokens of input and output, 1 or more; null for any number
 */
public record RateCap(@Nullable Long requests, @Nullable Long tokens) {}
