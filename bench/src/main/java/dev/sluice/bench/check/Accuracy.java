package dev.sluice.bench.check;

import dev.sluice.bench.load.RequestIds;

/**
 * How the gateway's decisions compare with the reference's. Given the requests in the order of
 * their topic; one thread.
 */
public final class Accuracy {
  private final ReferenceLimiter reference;
  private final Decisions decisions;
  private long requests;
  private long admitted;
  private long wronglyAdmitted;
  private long wronglyRejected;
  private long undecided;

  public Accuracy(ReferenceLimiter reference, Decisions decisions) {
    this.reference = reference;
    this.decisions = decisions;
  }

  /** Takes the next request. */
  public void request(RequestIds.Id id, String tenant, long appendedAtMs) {
    requests++;
    boolean should = reference.admits(tenant, appendedAtMs);
    boolean was = decisions.isAdmitted(id);
    if (was == decisions.isRejected(id)) {
      undecided++;
    } else if (was && !should) {
      wronglyAdmitted++;
    } else if (should && !was) {
      wronglyRejected++;
    }
    if (was) {
      admitted++;
    }
  }

  public long requests() {
    return requests;
  }

  public long admitted() {
    return admitted;
  }

  public long wronglyAdmitted() {
    return wronglyAdmitted;
  }

  public long wronglyRejected() {
    return wronglyRejected;
  }

  /** How many were neither admitted nor rejected, or both. */
  public long undecided() {
    return undecided;
  }

  public double percentExact() {
    return requests == 0
        ? Double.NaN
        : 100.0 * (requests - wronglyAdmitted - wronglyRejected - undecided) / requests;
  }
}
