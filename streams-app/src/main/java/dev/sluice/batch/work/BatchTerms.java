package dev.sluice.batch.work;

import dev.sluice.batch.BatchLimits;
import java.time.Duration;

/**
 * How batches are worked on.
 *
 * @param inFlight how many requests of one batch may be with the gateway at a time
 * @param running how many batches one process works on at a time
 * @param retention how long files and batches are kept
 */
public record BatchTerms(BatchLimits limits, int inFlight, int running, Duration retention) {}
