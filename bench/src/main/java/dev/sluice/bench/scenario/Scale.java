package dev.sluice.bench.scenario;

import java.time.Duration;

/**
 * How much of everything a run does.
 *
 * @param warmUp before each subject is first measured, and longer while JVMs still compile; in less
 *     than this they spend as much on compiling as on requests
 * @param span how long each round is measured
 * @param rounds of each subject, taken in turns
 * @param perSecond the rate of what measures latency
 * @param window how many requests are under way where throughput is measured
 * @param inFlight how many long calls are in flight where their memory is measured
 * @param backlog how many requests wait where a backlog is drained
 * @param manyTenants the largest number of tenants
 * @param waitingPolls how many polls wait where their memory is measured
 */
public record Scale(
    Duration warmUp,
    Duration span,
    int rounds,
    double perSecond,
    int window,
    int inFlight,
    int backlog,
    int manyTenants,
    int waitingPolls) {

  /** What the figures of the documentation are made with: about 80 minutes on two cores. */
  public static Scale full() {
    return new Scale(
        Duration.ofSeconds(45),
        Duration.ofSeconds(10),
        3,
        200,
        4_000,
        10_000,
        1_000_000,
        100_000,
        2_000);
  }

  /** Whether everything works: about thirteen minutes. Its figures are of cold processes. */
  public static Scale quick() {
    return new Scale(
        Duration.ofSeconds(3), Duration.ofSeconds(3), 1, 200, 500, 500, 10_000, 2_000, 200);
  }

  public Scale withSpan(Duration other) {
    return new Scale(
        warmUp, other, rounds, perSecond, window, inFlight, backlog, manyTenants, waitingPolls);
  }

  public Scale withRounds(int other) {
    return new Scale(
        warmUp, span, other, perSecond, window, inFlight, backlog, manyTenants, waitingPolls);
  }

  public Scale withPerSecond(double other) {
    return new Scale(
        warmUp, span, rounds, other, window, inFlight, backlog, manyTenants, waitingPolls);
  }
}
