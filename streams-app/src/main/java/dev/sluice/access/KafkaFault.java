package dev.sluice.access;

/** Why a Kafka client did not do what it was asked for. */
public sealed interface KafkaFault {

  /** For display. */
  String line();

  /** Distinguishes it from faults of other kinds, for a log with one line for each. */
  default String cause() {
    return this instanceof Refused refused ? refused.kind().name() : getClass().getSimpleName();
  }

  /** Something is away or busy: time may heal it. */
  record Away(String line) implements KafkaFault {}

  /**
   * Time does not heal it, only somebody who changes a setting, a right or a password.
   *
   * @param line names the right, resource or setting, and says what to do
   */
  record Refused(Kind kind, String line) implements KafkaFault {}

  /** Nothing that Kafka is known to refuse. */
  record Unforeseen(String line) implements KafkaFault {}

  /** What was refused. */
  enum Kind {
    /** Settings of which no client can be made. */
    SETTINGS,
    /** A password, a mechanism or a certificate. */
    AUTHENTICATION,
    /** A right is missing. */
    AUTHORIZATION,
    /** More replicas than there are brokers. */
    REPLICATION_FACTOR,
    /** Another process has this one's name in the group. */
    INSTANCE
  }
}
