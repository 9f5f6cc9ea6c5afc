package dev.sluice.gateway;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.delta.DeltaTail;
import dev.sluice.v1.AnswerDeltas;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;

/** How a process reads answers that are being written. */
final class DeltaReading {
  private DeltaReading() {}

  /** Costs nothing before somebody subscribes. */
  static DeltaTail open(
      Settings settings, TopicNames topics, KafkaClients clients, RegistrySerdes wire) {
    KafkaFaults faults = KafkaFaults.of(settings, Role.GATEWAY);
    return DeltaTail.open(
        topics.deltas(),
        clients.consumer(),
        clients.admin(),
        wire.deserializer(AnswerDeltas.class),
        failed -> faults.of(failed).line());
  }
}
