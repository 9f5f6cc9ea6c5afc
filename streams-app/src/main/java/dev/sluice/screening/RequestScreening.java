package dev.sluice.screening;

import dev.sluice.call.Request;
import dev.sluice.guardrail.Finding;
import dev.sluice.guardrail.GuardedRequest;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Intervention;
import dev.sluice.guardrail.Intervention.Action;
import dev.sluice.guardrail.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Applies guardrails to a request before its admission. Pure, as its guardrails are. */
public record RequestScreening(GuardrailKinds kinds) {

  /**
   * In the policy's order, each on the result of the previous one; the first that blocks ends it.
   */
  public Screened<Request> screen(String tenant, Request published, List<GuardrailRule> rules) {
    Request request = published;
    List<Intervention> interventions = new ArrayList<>();
    for (GuardrailRule rule : rules) {
      if (!rule.phases().contains(Phase.REQUEST)) {
        continue;
      }
      try {
        GuardedRequest shown = RequestTexts.shown(tenant, request);
        Finding.OfRequest finding = kinds.guardrail(rule).onRequest(shown);
        if (finding instanceof Finding.Blocked blocked) {
          return new Screened.Unfit<>(GuardrailFailures.blocked(rule, blocked));
        }
        if (finding instanceof Finding.Masked masked) {
          request = RequestTexts.with(request, shown, masked.texts());
          interventions.add(
              new Intervention(rule.name(), Phase.REQUEST, Action.MASKED, masked.entities()));
        } else if (finding == null) {
          throw new IllegalStateException("the guardrail returned nothing");
        }
      } catch (RuntimeException | StackOverflowError | LinkageError broken) {
        if (!rule.failOpen()) {
          return new Screened.Unfit<>(GuardrailFailures.broken(rule, broken));
        }
        interventions.add(new Intervention(rule.name(), Phase.REQUEST, Action.UNCHECKED, Map.of()));
      }
    }
    return new Screened.Fit<>(request, interventions);
  }
}
