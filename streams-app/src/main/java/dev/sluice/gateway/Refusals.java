package dev.sluice.gateway;

import dev.sluice.access.KafkaFault;
import dev.sluice.access.KafkaFaults;
import java.util.Optional;

/** What Kafka refuses, as the end of a process or command. */
public final class Refusals {
  private Refusals() {}

  /** Empty for what time may heal, and for what Kafka has nothing to do with. */
  public static Optional<StartException> find(KafkaFaults faults, Throwable thrown) {
    return faults.of(thrown) instanceof KafkaFault.Refused refused
        ? Optional.of(new StartException(status(refused.kind()), refused.line(), thrown))
        : Optional.empty();
  }

  /**
   * Whatever it was, as the end of a command: by its name what Kafka refuses, all else as a broker
   * that is away.
   *
   * @param what could not be done
   */
  public static StartException orAway(KafkaFaults faults, Throwable thrown, String what) {
    return find(faults, thrown)
        .orElseGet(
            () ->
                new StartException(
                    ExitStatus.BROKER_AWAY, what + ": " + faults.of(thrown).line(), thrown));
  }

  static ExitStatus status(KafkaFault.Kind kind) {
    return switch (kind) {
      case SETTINGS -> ExitStatus.KAFKA_SETTINGS_REFUSED;
      case AUTHENTICATION -> ExitStatus.AUTHENTICATION_FAILED;
      case AUTHORIZATION -> ExitStatus.NOT_AUTHORIZED;
      case REPLICATION_FACTOR -> ExitStatus.REPLICATION_FACTOR_REFUSED;
      case INSTANCE -> ExitStatus.INSTANCE_TAKEN;
    };
  }
}
