package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.wire.Contract;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.SchemaLookAhead;
import dev.sluice.wire.TopicNames;

/** A process's access to the schema registry. Any thread. */
public record RegistryAccess(RegistrySerdes wire, SchemaLookAhead lookAhead)
    implements AutoCloseable {

  /**
   * Doesn't connect yet.
   *
   * @throws StartException if settings contradict each other or can't be set
   */
  public static RegistryAccess open(Settings settings, TopicNames topics) throws StartException {
    try {
      RegistrySerdes wire =
          new RegistrySerdes(
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
