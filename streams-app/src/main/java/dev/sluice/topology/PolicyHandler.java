package dev.sluice.topology;

import dev.sluice.admission.Policy;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.PolicyRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes policies, and orders to put the clock back, from the tenants topic. One that is not sound
 * is answered with an error record, and the one before stays in force. Confined to the stream
 * thread.
 */
final class PolicyHandler {
  private final GatewayStores stores;
  private final Output output;
  private final GuardrailKinds kinds;
  private final WebhookTerms webhooks;
  private final ClockResets clocks;

  PolicyHandler(GatewayStores stores, Output output, GuardrailKinds kinds, WebhookTerms webhooks) {
    this.stores = stores;
    this.output = output;
    this.kinds = kinds;
    this.webhooks = webhooks;
    this.clocks = new ClockResets(stores);
  }

  void handle(Record<String, Decoded<TenantPolicy>> record, Position position) {
    String tenant = record.key();
    if (ClockReset.isIn(record.headers())) {
      Instant at = Instant.ofEpochMilli(record.timestamp());
      clocks
          .follow(record.headers(), at, position)
          .ifPresent(
              problem -> refuse(record, position, "the clock's reset is refused: " + problem));
    } else if (tenant == null) {
      refusePolicy(record, position, "a policy needs the tenant as its record's key");
    } else if (record.value() instanceof Decoded.Readable<TenantPolicy> readable) {
      List<String> problems = problems(readable.value());
      if (problems.isEmpty()) {
        stores.putPolicy(tenant, readable.value());
      } else {
        refusePolicy(record, position, String.join("; ", problems));
      }
    } else if (record.value() instanceof Decoded.Unreadable<TenantPolicy> unreadable) {
      refusePolicy(record, position, unreadable.reason());
    } else {
      stores.putPolicy(tenant, null);
    }
  }

  private List<String> problems(TenantPolicy record) {
    try {
      Policy policy = PolicyRecords.fromRecord(record);
      List<String> problems = new ArrayList<>(policy.problems());
      problems.addAll(kinds.problems(policy.guardrails()));
      // refused rather than left out: nobody must wait for a webhook that is never sent
      problems.addAll(webhooks.problems(policy.webhook()));
      if (!stores.holds(record)) {
        problems.add(
            "it holds what the release that upgrade_from names doesn't know; publish it again when"
                + " no process has upgrade_from set");
      }
      return problems;
    } catch (IllegalArgumentException unknown) {
      return List.of(String.valueOf(unknown.getMessage()));
    }
  }

  private void refusePolicy(
      Record<String, Decoded<TenantPolicy>> record, Position position, String reason) {
    refuse(record, position, "the tenant's policy is refused and the one before stays: " + reason);
  }

  private void refuse(
      Record<String, Decoded<TenantPolicy>> record, Position position, String message) {
    FailureFacts facts = FailureFacts.of(FailureType.INVALID_REQUEST, message);
    Decision.Refused refused =
        new Decision.Refused(new CallerFailure.InvalidRequest(facts), List.of());
    output.error(
        Events.rejected(
            record.key(),
            null,
            refused,
            null,
            0,
            Instant.ofEpochMilli(record.timestamp()),
            position.source(stores.nextSeq())),
        null);
  }
}
