package dev.sluice.cli;

import dev.sluice.config.Settings;
import dev.sluice.wire.Contract;
import dev.sluice.wire.SchemaLookAhead;
import dev.sluice.wire.TopicNames;
import dev.sluice.wire.WireFormat;

/** The schema registry that the settings name, as a process uses it. Any thread. */
record RegistryAccess(WireFormat wire, SchemaLookAhead lookAhead) implements AutoCloseable {

  /**
   * Does not ask it anything yet.
   *
   * @throws StartException if its settings contradict each other
   */
  static RegistryAccess open(Settings settings, TopicNames topics) throws StartException {
    try {
      WireFormat wire =
          new WireFormat(
              settings.schemaRegistry().url(),
              settings.schemaRegistry().properties().properties(),
              settings.schemaRegistry().waits());
      return new RegistryAccess(wire, wire.lookAhead(Contract.types(topics).keySet()));
    } catch (IllegalArgumentException contradiction) {
      throw new StartException(
          ExitStatus.CONFIGURATION,
          "schema_registry: " + contradiction.getMessage(),
          contradiction);
    }
  }

  @Override
  public void close() {
    lookAhead.close();
    wire.close();
  }
}
