package dev.sluice.wire;

import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Intervention;
import dev.sluice.guardrail.Phase;
import dev.sluice.v1.Guardrail;
import dev.sluice.v1.GuardrailAction;
import dev.sluice.v1.GuardrailPhase;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Converts guardrails and their interventions to and from records. Stateless; any thread. */
public final class GuardrailRecords {
  static {
    AvroTrust.establish();
  }

  private GuardrailRecords() {}

  /**
   * @throws IllegalArgumentException for a phase that this release does not know: a check must not
   *     be dropped silently
   */
  static GuardrailRule fromRecord(Guardrail read) {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    for (GuardrailPhase phase : read.getPhases()) {
      if (phase == GuardrailPhase.UNKNOWN) {
        throw new IllegalArgumentException(
            "guardrail " + read.getName() + " has a phase that this release does not support");
      }
      phases.add(Phase.valueOf(phase.name()));
    }
    if (phases.isEmpty()) {
      phases.add(Phase.REQUEST);
    }
    Integer timeoutMs = read.getTimeoutMs();
    return new GuardrailRule(
        read.getName(),
        read.getKind(),
        phases,
        read.getStatus(),
        read.getWrap(),
        read.getFailOpen(),
        timeoutMs == null ? GuardrailRule.TIMEOUT : Duration.ofMillis(timeoutMs),
        read.getSettings() == null ? "{}" : read.getSettings());
  }

  static Guardrail toRecord(GuardrailRule rule) {
    return Guardrail.newBuilder()
        .setName(rule.name())
        .setKind(rule.kind())
        .setSettings(rule.settings())
        .setPhases(
            rule.phases().stream()
                .sorted()
                .map(phase -> GuardrailPhase.valueOf(phase.name()))
                .toList())
        .setStatus(rule.status())
        .setWrap(rule.wrap())
        .setFailOpen(rule.failOpen())
        .setTimeoutMs((int) rule.timeout().toMillis())
        .build();
  }

  public static List<dev.sluice.v1.Intervention> toRecords(List<Intervention> interventions) {
    return interventions.stream().map(GuardrailRecords::toRecord).toList();
  }

  private static dev.sluice.v1.Intervention toRecord(Intervention did) {
    return dev.sluice.v1.Intervention.newBuilder()
        .setGuardrail(did.guardrail())
        .setPhase(GuardrailPhase.valueOf(did.phase().name()))
        .setAction(GuardrailAction.valueOf(did.action().name()))
        .setEntities(new TreeMap<>(did.entities()))
        .build();
  }

  public static List<Intervention> fromRecords(List<dev.sluice.v1.Intervention> read) {
    return read.stream().map(GuardrailRecords::fromRecord).toList();
  }

  /** An action that only a newer release knows becomes UNCHECKED. */
  static Intervention fromRecord(dev.sluice.v1.Intervention read) {
    return new Intervention(
        read.getGuardrail(),
        Enums.byName(read.getPhase(), Phase.ANSWER),
        Enums.byName(read.getAction(), Intervention.Action.UNCHECKED),
        read.getEntities());
  }
}
