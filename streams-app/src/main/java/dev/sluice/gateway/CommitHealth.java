package dev.sluice.gateway;

import dev.sluice.dispatch.CommitWatch;
import dev.sluice.http.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway's health: that of its streams, and whether what it does is committed. Kafka Streams
 * stays RUNNING while no commit gets through. Any thread.
 *
 * @param transactions those of the stream threads
 * @param writes the records of {@link WriteProbe}
 * @param limit how long one may wait
 */
record CommitHealth(Health streams, CommitWatch transactions, CommitWatch writes, Duration limit)
    implements Health {

  @Override
  public boolean isLive() {
    return streams.isLive();
  }

  /** As far as the probe knows. */
  boolean brokersAnswer() {
    return writes.waiting().compareTo(limit) < 0;
  }

  @Override
  public List<String> notReady() {
    List<String> reasons = new ArrayList<>(streams.notReady());
    Duration uncommitted = transactions.waiting();
    if (uncommitted.compareTo(limit) >= 0) {
      reasons.add(
          "no transaction has been committed for "
              + uncommitted.toSeconds()
              + " s: the brokers are away or lack in-sync replicas, or rights are missing");
    }
    Duration unwritten = writes.waiting();
    if (unwritten.compareTo(limit) >= 0) {
      reasons.add(
          "no broker has acknowledged a record on the attempts topic for "
              + unwritten.toSeconds()
              + " s: the brokers are away or lack in-sync replicas, or rights are missing");
    }
    return reasons;
  }
}
