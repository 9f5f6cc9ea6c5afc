package dev.sluice.overview;

import org.jspecify.annotations.Nullable;

/**
 * The failures of one type within the last hour, and the newest of them.
 *
 * @param type as {@code provider/timeout}
 * @param lastAt in milliseconds since 1970
 * @param tenant as the rest: of the newest one, null where it has none
 */
public record FailureGroup(
    String type,
    long count,
    long lastAt,
    @Nullable String tenant,
    @Nullable String route,
    @Nullable String target,
    @Nullable String pollingId) {

  FailureGroup plus(FailureGroup other) {
    FailureGroup newest = other.lastAt > lastAt ? other : this;
    return new FailureGroup(
        type,
        count + other.count,
        newest.lastAt,
        newest.tenant,
        newest.route,
        newest.target,
        newest.pollingId);
  }
}
