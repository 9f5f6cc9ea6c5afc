package dev.sluice.screening;

import dev.sluice.failure.CauseFacts;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.guardrail.Finding;
import dev.sluice.guardrail.GuardrailRule;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

/** Failures caused by guardrails. Pure. */
final class GuardrailFailures {
  private GuardrailFailures() {}

  static Failure blocked(GuardrailRule rule, Finding.Blocked blocked) {
    if (!blocked.entities().isEmpty()) {
      String first = new TreeSet<>(blocked.entities().keySet()).first();
      String message =
          rule.wrap()
              ? "guardrail " + rule.name() + " blocked this: " + blocked.words()
              : blocked.words();
      FailureFacts facts = FailureFacts.of(FailureType.PII_BLOCKED, message);
      return new PolicyFailure.PiiBlocked(facts.withStatus(rule.status()), first, rule.name());
    }
    return PolicyFailure.GuardrailBlocked.of(
        rule.name(), blocked.words(), rule.wrap(), rule.status());
  }

  /**
   * For a guardrail that did not decide. Keeps only classes and places of what it threw: its
   * messages may quote the text.
   */
  static Failure broken(GuardrailRule rule, Throwable thrown) {
    String what = thrown instanceof TimeoutException ? "took too long" : "failed";
    List<CauseFacts> causes =
        CauseFacts.chain(thrown).stream()
            .map(cause -> new CauseFacts(cause.className(), null, cause.stack()))
            .toList();
    String message =
        "guardrail " + rule.name() + " " + what + ", and nothing may pass that it did not check";
    return new GatewayFailure.Internal(
        FailureFacts.of(FailureType.INTERNAL, message)
            .withCode("guardrail_failed")
            .withCauses(causes));
  }
}
