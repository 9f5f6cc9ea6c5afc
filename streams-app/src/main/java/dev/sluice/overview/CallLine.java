package dev.sluice.overview;

import org.jspecify.annotations.Nullable;

/**
 * A call in a list: metadata only, nothing that a client or a model wrote.
 *
 * @param pollingId null for a rejected request
 * @param at when it arrived, in milliseconds since 1970; for a rejected request, when it was
 *     decided
 * @param state as polling shows it, {@code rejected} or {@code deleted}
 */
public record CallLine(
    @Nullable String pollingId,
    long at,
    @Nullable String tenant,
    @Nullable String route,
    String state,
    @Nullable String target,
    int attempts,
    @Nullable Long latencyMs,
    @Nullable String failure) {}
