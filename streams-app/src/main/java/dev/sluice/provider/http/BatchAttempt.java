package dev.sluice.provider.http;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Attempt;
import dev.sluice.call.OnLimit;
import dev.sluice.call.PollingId;
import dev.sluice.call.ProviderBatch;
import dev.sluice.call.Request;
import dev.sluice.call.Sampling;
import java.util.List;
import java.util.Map;

/** A whole batch as an attempt, as far as failures name one: at its target, for nobody. */
final class BatchAttempt {
  private BatchAttempt() {}

  static Attempt of(ProviderBatch batch) {
    Request nothing =
        new Request(
            batch.batchId(),
            batch.target().name(),
            List.of(),
            Sampling.NONE,
            null,
            Request.DEFAULT_KEY,
            null,
            List.of(),
            Map.of(),
            null,
            0,
            OnLimit.REJECT,
            false);
    PollingId id = new PollingId(batch.batchId(), batch.partition(), batch.since(), 0);
    return new Attempt(
        batch.batchId(),
        1,
        AcceptedRequest.of(id, "", nothing, null),
        batch.target(),
        Sampling.NONE,
        nothing,
        batch.since(),
        0,
        List.of());
  }
}
