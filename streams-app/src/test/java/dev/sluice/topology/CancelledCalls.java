package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Outcome;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import java.util.List;

/** What tests of cancelled calls share. */
final class CancelledCalls {
  private CancelledCalls() {}

  static Command command(CommandKind kind, String pollingId) {
    return Command.newBuilder()
        .setKind(kind)
        .setPollingId(pollingId)
        .setCommandId("c-1")
        .setIssuedAt(GatewayHarness.START)
        .build();
  }

  /** How an exchange ends that was broken off. */
  static Outcome cancelled() {
    FailureFacts facts = FailureFacts.of(FailureType.CANCELLED, "broken off");
    return new Outcome.Failed(new CallerFailure.Cancelled(facts));
  }

  static Limit tokens(long amount) {
    return Limit.of(List.of(Scope.TENANT), Metric.TOKENS, amount, Window.HOUR);
  }

  static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
