package dev.sluice.topology;

import dev.sluice.admission.Policy;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.PolicyOrder;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.TextLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Handles policies, and orders to put the clock back, from the tenants topic. Answers an unsound
 * one with an error record, and keeps the previous one in force. Confined to the stream thread.
 */
final class PolicyHandler implements InputHandler<TenantPolicy> {
  /** Of a policy's problems, and of their characters, since they may quote it. */
  private static final int TOLD = 10;

  private static final int MAX_TOLD = 4_096;

  private final GatewayTask task;
  private final GatewayStores stores;
  private final Journal journal;
  private final GuardrailKinds kinds;
  private final WebhookTerms webhooks;
  private final ClockResets clocks;
  private final RawInput raw;

  PolicyHandler(GatewayTask task, Journal journal, GuardrailKinds kinds) {
    this.task = task;
    this.stores = task.stores();
    this.journal = journal;
    this.kinds = kinds;
    this.webhooks = task.settings().webhooks();
    this.clocks = new ClockResets(task);
    this.raw = new RawInput(task.settings().rawBytesCap());
  }

  @Override
  public void handle(Record<String, Decoded<TenantPolicy>> record, SourcePosition position) {
    if (ClockReset.isIn(record.headers())) {
      resetClock(record, position);
      journal.clockWasReset();
      return;
    }
    take(record, position);
    if (record.key() != null) {
      journal.policyChanged(record.key());
    }
  }

  private void resetClock(Record<String, Decoded<TenantPolicy>> record, SourcePosition position) {
    Instant at = Instant.ofEpochMilli(record.timestamp());
    clocks
        .follow(record.headers(), at, position)
        .ifPresent(problem -> invalid(record, position, "the clock reset is refused: " + problem));
  }

  private void take(Record<String, Decoded<TenantPolicy>> record, SourcePosition position) {
    String tenant = record.key();
    Optional<String> badKey = TextLimits.tenantProblem(tenant);
    if (badKey.isPresent()) {
      refusePolicy(record, position, List.of(badKey.get()));
    } else if (record.value() instanceof Decoded.Readable<TenantPolicy> readable) {
      List<String> problems = new ArrayList<>(problems(readable));
      order(record, readable.value()).ifPresent(problems::add);
      if (problems.isEmpty()) {
        put(record, readable.value(), position);
      } else {
        refusePolicy(record, position, problems);
      }
    } else if (record.value() instanceof Decoded.Unreadable<TenantPolicy> unreadable) {
      refusePolicy(record, position, List.of(unreadable.reason()));
    } else {
      order(record, null)
          .ifPresentOrElse(
              problem -> refusePolicy(record, position, List.of(problem)),
              () -> put(record, null, position));
    }
  }

  private void put(
      Record<String, ?> record, @Nullable TenantPolicy policy, SourcePosition position) {
    stores.putPolicy(record.key(), policy);
    Instant at = Instant.ofEpochMilli(record.timestamp());
    task.output()
        .polling(EventFactory.policy(record.key(), policy, at, task.stamp(position, at)), null);
  }

  private List<String> problems(Decoded.Readable<TenantPolicy> policy) {
    return policy.size() <= TextLimits.MAX_POLICY_BYTES
        ? problems(policy.value())
        : List.of(
            "it has %d bytes; the maximum is %d"
                .formatted(policy.size(), TextLimits.MAX_POLICY_BYTES));
  }

  private Optional<String> order(
      Record<String, Decoded<TenantPolicy>> record, @Nullable TenantPolicy policy) {
    return PolicyOrder.problem(record.headers(), policy, stores.policyRecord(record.key()));
  }

  @Override
  public boolean refuse(
      Record<String, Decoded<TenantPolicy>> record, SourcePosition position, Failure failure) {
    reject(record, position, failure);
    return true;
  }

  private void reject(
      Record<String, Decoded<TenantPolicy>> record, SourcePosition position, Failure failure) {
    task.output()
        .error(
            EventFactory.rejected(
                TextLimits.tenant(record.key()),
                null,
                new Decision.Refused(failure, List.of()),
                ClockReset.isIn(record.headers()) ? null : raw.of(record.key(), record.value()),
                0,
                task.stamp(position, Instant.ofEpochMilli(record.timestamp()))),
            null);
  }

  private List<String> problems(TenantPolicy record) {
    try {
      Policy policy = PolicyRecords.fromRecord(record);
      List<String> problems = new ArrayList<>(policy.problems());
      problems.addAll(kinds.problems(policy.guardrails()));
      // refused rather than skipped: nobody must wait for a webhook that is never sent
      problems.addAll(webhooks.problems(policy.webhook()));
      String onBudget = policy.onBudget();
      if (onBudget != null && task.routes().route(onBudget) == null) {
        problems.add("on_budget: there is no route '" + onBudget + "'");
      }
      if (!stores.holds(record)) {
        problems.add(
            "it uses features that the release named by upgrade_from does not support; "
                + "publish it again when no process has upgrade_from set");
      }
      return problems;
    } catch (IllegalArgumentException unknown) {
      return List.of(String.valueOf(unknown.getMessage()));
    }
  }

  private void refusePolicy(
      Record<String, Decoded<TenantPolicy>> record,
      SourcePosition position,
      List<String> problems) {
    String told = String.join("; ", problems.subList(0, Math.min(problems.size(), TOLD)));
    int more = problems.size() - TOLD;
    invalid(
        record,
        position,
        "the tenant's policy is refused and the previous one stays in force: "
            + TextLimits.beginning(told, MAX_TOLD)
            + (more > 0 ? "; and " + more + " more" : ""));
  }

  private void invalid(
      Record<String, Decoded<TenantPolicy>> record, SourcePosition position, String message) {
    FailureFacts facts = FailureFacts.of(FailureType.INVALID_REQUEST, message);
    reject(record, position, new CallerFailure.InvalidRequest(facts));
  }
}
