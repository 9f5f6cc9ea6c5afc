package dev.sluice.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known of one tenant's pending webhooks in one partition, besides their rows. In memory
 * only: a restart forgets what endpoints asked for, and learns it again by one attempt. Confined to
 * the stream thread.
 */
final class TenantDeliveries {
  private static final long NONE = -1;

  final String tenant;

  /** The due times of webhooks with an attempt under way, by their events. */
  private final Map<String, Long> underWay = new HashMap<>();

  /** How many there are. */
  private int pending;

  /** No webhook without an attempt under way is due before. */
  private long next = PendingRows.NEVER;

  /** No webhook at all is due before. */
  private long first = PendingRows.NEVER;

  private long endpointFrom;
  private long goneVersion = NONE;
  private boolean failing;
  private boolean full;

  TenantDeliveries(String tenant) {
    this.tenant = tenant;
  }

  void added(long due) {
    next = Math.min(next, due);
    // deleted rows before it need not be skipped again
    first = pending == 0 ? due : Math.min(first, due);
    pending++;
    full = false;
  }

  void started(String event, long due) {
    underWay.put(event, due);
  }

  void ended(String event) {
    underWay.remove(event);
  }

  Set<String> underWay() {
    return underWay.keySet();
  }

  /**
   * @return whether it was full before
   */
  boolean isFull() {
    boolean before = full;
    full = true;
    return before;
  }

  void removed() {
    pending--;
  }

  int pending() {
    return pending;
  }

  long first() {
    return first;
  }

  /** A scan of all rows begins; rows added meanwhile count too. */
  void look() {
    next = PendingRows.NEVER;
  }

  /**
   * @param rest when the first webhook is due that was not handled
   */
  void looked(long rest) {
    next = Math.min(next, rest);
    first = underWay.values().stream().mapToLong(Long::longValue).reduce(next, Math::min);
  }

  boolean isDue(long now) {
    return pending > 0 && next <= now && endpointFrom <= now;
  }

  /** How many more attempts may start: one at a time while they fail. */
  int room(int most) {
    return (failing ? 1 : most) - underWay.size();
  }

  /**
   * @return whether it failed before
   */
  boolean succeeded() {
    boolean before = failing;
    failing = false;
    goneVersion = NONE;
    return before;
  }

  /**
   * @param endpointFrom when the endpoint may be tried again
   * @return whether it failed before
   */
  boolean failed(long endpointFrom) {
    boolean before = failing;
    failing = true;
    this.endpointFrom = Math.max(this.endpointFrom, endpointFrom);
    return before;
  }

  /** The receiver wants no more, until a policy of another version names it again. */
  void gone(long policyVersion) {
    goneVersion = policyVersion;
  }

  boolean isGone(long policyVersion) {
    return goneVersion == policyVersion;
  }

  /** Whether there is nothing to remember. */
  boolean isIdle(long now) {
    return pending == 0 && !failing && goneVersion == NONE && endpointFrom <= now;
  }
}
