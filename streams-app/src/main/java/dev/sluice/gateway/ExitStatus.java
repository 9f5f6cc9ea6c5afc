package dev.sluice.gateway;

/** The exit statuses of a process of Sluice; documented in docs/troubleshoot.md. */
public enum ExitStatus {
  OK(0),
  /** An unforeseen error, or a demo whose requests did not end as their file says. */
  FAILED(1),
  USAGE(2),
  CONFIGURATION(3),
  BROKER_AWAY(4),
  REGISTRY_AWAY(5),
  SCHEMAS_REFUSED(6),
  TOPICS_UNFIT(7),
  HTTP_UNAVAILABLE(8),
  STREAMS_FAILED(9),
  /** Another process uses the data directory. */
  DIRECTORY_IN_USE(10),
  /** The state directory is full, damaged, not writable, or another process's. */
  STATE_UNUSABLE(11),
  /** No Kafka client can be made of the settings. */
  KAFKA_SETTINGS_REFUSED(12),
  /** The broker and the client don't accept each other: password, mechanism, or certificate. */
  AUTHENTICATION_FAILED(13),
  /** The principal lacks a right on the cluster. */
  NOT_AUTHORIZED(14),
  /** More replicas than there are brokers. */
  REPLICATION_FACTOR_REFUSED(15),
  /** Another process of the gateway has the same instance. */
  INSTANCE_TAKEN(16),
  /** A stream thread has not polled for {@code max.poll.interval.ms} while brokers answer. */
  STREAM_THREAD_STUCK(17);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
