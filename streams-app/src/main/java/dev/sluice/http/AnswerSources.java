package dev.sluice.http;

import dev.sluice.call.PollingIds;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Where decisions and answers are found: here, or by another process.
 *
 * @param peers null if this process answers for its own partitions only
 */
public record AnswerSources(
    PollingIds ids, CommittedView view, @Nullable PeerClient peers, InstantSource clock) {}
