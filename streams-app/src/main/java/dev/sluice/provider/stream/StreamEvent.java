package dev.sluice.provider.stream;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream, whatever framed it.
 *
 * @param name of its type; null if the stream names none
 * @param data its whole payload, in most streams a JSON object
 */
public record StreamEvent(@Nullable String name, String data) {}
