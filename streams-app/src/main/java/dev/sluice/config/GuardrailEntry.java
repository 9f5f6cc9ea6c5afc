package dev.sluice.config;

import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One of a tenant's guardrails. */
public record GuardrailEntry(
    @Setting("Its name, as error records and events tell it; each of a tenant's has its own.")
        String name,
    @Setting(
            "Which check: `denied_patterns`, `pii`, `max_size`, or what an extension on the class path adds.")
        String kind,
    @Setting(
            "When it looks: one or more of `request` (before admission), `call` (beside each attempt) and `answer`. Without the setting: `request`.")
        List<Phase> phases,
    @Setting(
            value = "The HTTP status of what it blocks: 400 or 403.",
            byDefault = "400",
            min = "400",
            max = "403")
        int status,
    @Setting(
            value = "`false` gives clients its message only, without the name of the guardrail.",
            byDefault = "true")
        boolean wrap,
    @Setting(
            value =
                "`true` lets a text pass that could not be checked because the guardrail "
                    + "failed or timed out; events report that.",
            byDefault = "false")
        boolean failOpen,
    @Setting(value = "The time limit of a check.", byDefault = "5s", min = "10ms", max = "60s")
        Duration timeout,
    @Setting("The settings of its kind.") JsonObject settings) {

  public GuardrailEntry {
    phases = List.copyOf(phases);
  }

  static GuardrailEntry of(GuardrailRule rule) {
    return new GuardrailEntry(
        rule.name(),
        rule.kind(),
        rule.phases().stream().sorted().toList(),
        rule.status(),
        rule.wrap(),
        rule.failOpen(),
        rule.timeout(),
        new JsonObject(rule.settings()));
  }

  GuardrailRule toRule() {
    return new GuardrailRule(
        name,
        kind,
        phases.isEmpty() ? Set.of(Phase.REQUEST) : Set.copyOf(phases),
        status,
        wrap,
        failOpen,
        timeout,
        settings.text());
  }
}
