package dev.sluice.capacity;

import java.time.Duration;

/**
 * What a deployment has to bear, and what its operator has chosen.
 *
 * @param requestsPerSecond at the busiest time; 1 or more
 * @param tenants that have a policy
 * @param promptBytes of a request, in UTF-8
 * @param answerBytes of an answer
 * @param answerTime that a provider takes
 * @param viewRetention the setting {@code view.retention}
 * @param replicas of every topic
 * @param standbys the setting {@code group.standbys}
 */
public record Demand(
    long requestsPerSecond,
    long tenants,
    int promptBytes,
    int answerBytes,
    Duration answerTime,
    Duration viewRetention,
    int replicas,
    int standbys) {

  /** With the sizes of the measurements, answers after 2 s, three replicas and one standby. */
  public static Demand of(long requestsPerSecond, long tenants) {
    return new Demand(
        requestsPerSecond, tenants, 816, 708, Duration.ofSeconds(2), Duration.ofDays(2), 3, 1);
  }

  public Demand withViewRetention(Duration other) {
    return new Demand(
        requestsPerSecond,
        tenants,
        promptBytes,
        answerBytes,
        answerTime,
        other,
        replicas,
        standbys);
  }
}
