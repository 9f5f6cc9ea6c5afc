package dev.sluice.http;

import dev.sluice.delta.DeltaSource;
import dev.sluice.delta.PartialAnswers;

/**
 * Answers that are being written.
 *
 * @param deltas of all processes, as streams tell them
 * @param partial those that this process is having written, as polls show them
 * @param buffers for clients that read slowly
 */
public record LiveAnswers(DeltaSource deltas, PartialAnswers partial, StreamBuffers buffers) {}
