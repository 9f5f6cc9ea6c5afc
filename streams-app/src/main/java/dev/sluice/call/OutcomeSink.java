package dev.sluice.call;

/** Where outcomes of attempts go: to the attempts topic, into the partition of the call's task. */
public interface OutcomeSink {

  /**
   * Makes an outcome durable. Called on HTTP threads; must not block them for long, must not throw,
   * and keeps what it could not write until the attempt's deadline.
   *
   * @param onDone run once, when the outcome can't be lost any more or was dropped, on any thread
   */
  void publish(Attempt attempt, AttemptReport report, Runnable onDone);
}
