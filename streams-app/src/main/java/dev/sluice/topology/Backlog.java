package dev.sluice.topology;

import dev.sluice.admission.PriorClaims;

/**
 * What a request finds before it.
 *
 * @param queued how many of its tenant's are queued or wait for limits
 * @param startsAtOnce whether it would not have to queue once it is admitted
 * @param ahead what those that wait for limits before it are to get first
 */
record Backlog(int queued, boolean startsAtOnce, PriorClaims ahead) {}
