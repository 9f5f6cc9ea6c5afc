package dev.sluice.topology;

import dev.sluice.admission.Ahead;

/**
 * What a request finds before it.
 *
 * @param queued how many of its tenant's are queued or wait for limits
 * @param startsAtOnce whether it would not have to queue once it is admitted
 * @param ahead what those that wait for limits before it are to get first
 * @param takesWaiting whether it may wait for a limit at all
 */
record Backlog(int queued, boolean startsAtOnce, Ahead ahead, boolean takesWaiting) {}
