package dev.sluice.history;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.ProjectedReader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The fields of records that decisions depend on. */
public final class Projections {
  private static final Set<String> USAGE =
      Set.of(
          "attempts.usage.input_tokens",
          "attempts.usage.output_tokens",
          "attempts.usage.cost_micros");

  public static final Schema REQUESTS =
      ProjectedReader.keeping(
          CompletionRequest.getClassSchema(),
          Set.of("model", "key_id", "user", "fallbacks.to", "priority", "batch", "on_limit"));

  public static final Schema POLLING =
      ProjectedReader.keeping(
          PollingEvent.getClassSchema(),
          Set.of(
              "polling_id",
              "tenant",
              "accepted_at",
              "kind",
              "status",
              "repeat",
              "occurred_at",
              "deadline",
              "limits.limit",
              "limits.scope",
              "limits.used",
              "limits.reserved",
              "limits.requested",
              "limits.remaining",
              "limits.wait_ms",
              "attempt",
              "late.number",
              "late.usage",
              "needs",
              "budget_needs",
              "policy",
              "source"));

  public static final Schema RESULTS =
      ProjectedReader.keeping(
          CompletionResult.getClassSchema(),
          with(USAGE, "polling_id", "tenant", "completed_at", "source"));

  public static final Schema ERRORS =
      ProjectedReader.keeping(
          ErrorRecord.getClassSchema(),
          with(
              USAGE,
              "stage",
              "polling_id",
              "tenant",
              "occurred_at",
              "failure.type_path",
              "limits",
              "needs",
              "unsettled",
              "budget_needs",
              "source"));

  private Projections() {}

  private static Set<String> with(Set<String> paths, String... more) {
    return Stream.concat(paths.stream(), Stream.of(more)).collect(Collectors.toSet());
  }
}
