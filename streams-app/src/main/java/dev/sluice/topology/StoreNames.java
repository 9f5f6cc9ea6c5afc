package dev.sluice.topology;

import dev.sluice.view.ViewStore;
import java.util.List;

/** The stores of the gateway's sub-topology; their changelogs are named after them. */
final class StoreNames {
  /** Tenant to policy. */
  static final String POLICIES = "policies";

  /** Scope value to the counters of its limits. */
  static final String LIMITS = "limits";

  /** Tenant and request ID, windowed by append time, to what was accepted; for 24 h. */
  static final String REQUEST_IDS = "request-ids";

  /** Polling ID to the call's journal entry. */
  static final String JOURNAL = "journal";

  /** Polling ID to the request as published; written once. */
  static final String PAYLOADS = "payloads";

  /** Polling ID, windowed by append time, to what remains of a call that has ended. */
  static final String CLOSED = "closed";

  /**
   * The place of the last decision in the partition's order, with the limiter's clock; and the
   * offset up to which records of each topic were rerouted.
   */
  static final String SEQUENCE = "sequence";

  /** Polling ID, windowed by append time, to what polling shows. */
  static final String VIEW = ViewStore.NAME;

  /** Owner ID to when the process was last heard of; see {@link OwnerSigns}. */
  static final String OWNERS = "owners";

  /** Batch ID to the provider batch, from when it is to be sent until all its attempts ended. */
  static final String BATCHES = "provider-batches";

  /** Window of a limit's counter to the thresholds that were told of in it. */
  static final String ALERTS = "alerts";

  /** Tenant, route and model to what is spent today and this month; see {@link SpendBook}. */
  static final String SPEND = "spend";

  static final List<String> ALL =
      List.of(
          POLICIES,
          LIMITS,
          REQUEST_IDS,
          JOURNAL,
          PAYLOADS,
          CLOSED,
          VIEW,
          SEQUENCE,
          OWNERS,
          BATCHES,
          ALERTS,
          SPEND);

  private StoreNames() {}
}
