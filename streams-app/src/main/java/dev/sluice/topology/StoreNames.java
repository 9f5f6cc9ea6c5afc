package dev.sluice.topology;

import java.util.List;

/** The stores of the gateway's sub-topology; the names are also those of their changelogs. */
final class StoreNames {
  /** tenant -> its policy. */
  static final String POLICIES = "policies";

  /** scope value -> the counters of its limits. */
  static final String LIMITS = "limits";

  /** tenant and request ID, at its acceptance -> what was accepted under it; for 24 h. */
  static final String REQUEST_IDS = "request-ids";

  /** polling ID -> the call's journal entry. */
  static final String JOURNAL = "journal";

  /** polling ID -> the request as it was published; written once. */
  static final String PAYLOADS = "payloads";

  /** polling ID, at its acceptance -> what is left of a call that has ended. */
  static final String CLOSED = "closed";

  /**
   * The place of the last decision in the partition's order, with the limiter's clock; and the
   * offset up to which records of each topic were rerouted.
   */
  static final String SEQUENCE = "sequence";

  static final List<String> ALL =
      List.of(POLICIES, LIMITS, REQUEST_IDS, JOURNAL, PAYLOADS, CLOSED, SEQUENCE);

  private StoreNames() {}
}
