package dev.sluice.batch.work;

import dev.sluice.batch.store.BatchStore;
import dev.sluice.call.PollingIds;
import dev.sluice.http.Commands;
import dev.sluice.http.RequestPublisher;
import java.time.InstantSource;

/** What working on batches needs. */
record BatchParts(
    BatchStore store,
    RequestPublisher publisher,
    Commands commands,
    PollingIds ids,
    TenantEvents.Source events,
    BatchTerms terms,
    InstantSource clock) {}
