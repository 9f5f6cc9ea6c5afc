package dev.sluice.call;

/**
 * What came back from an attempt.
 *
 * @param ownerId the process that made the call
 */
public record AttemptReport(String ownerId, String pollingId, AttemptRef attempt, Outcome outcome) {

  public String attemptId() {
    return attempt.attemptId();
  }

  public AttemptReport with(Outcome outcome) {
    return new AttemptReport(ownerId, pollingId, attempt, outcome);
  }
}
