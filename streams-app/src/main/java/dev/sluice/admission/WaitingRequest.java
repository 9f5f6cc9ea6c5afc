package dev.sluice.admission;

/**
 * A request that waits for limits.
 *
 * @param id unique in the queue
 * @param priority the higher one goes first
 * @param offset of its request; with equal priorities the lower one goes first
 * @param deadlineMs after which it can't be admitted, in milliseconds since 1970
 * @param scope its own: key, model and user, if it names one
 */
public record WaitingRequest(
    String id, int priority, long offset, long deadlineMs, ScopeValue scope) {}
