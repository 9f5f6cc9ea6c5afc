package dev.sluice.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the activity: metadata only, nothing that a client or a model wrote.
 *
 * @param pollingId null for a rejected request
 * @param acceptedAt when it arrived; for a rejected request, when it was decided
 * @param tenant null if the record had no key
 * @param route null if the request could not be read
 * @param state rejected, waiting, queued, in_progress, parked, completed, failed, cancelled or
 *     deleted
 * @param target the target that answered, or that of the newest attempt
 * @param attempts how many attempts have ended
 * @param latencyMillis from arrival to the end; null while it runs
 * @param failure the type of the failure, such as {@code provider/timeout}
 */
public record RecentCall(
    @Nullable String pollingId,
    Instant acceptedAt,
    @Nullable String tenant,
    @Nullable String route,
    String state,
    @Nullable String target,
    int attempts,
    @Nullable Long latencyMillis,
    @Nullable String failure) {}
