package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Registers the contract's schemas and sets their subjects to FULL_TRANSITIVE. Run once at start by
 * the starting thread, which it blocks; idempotent.
 */
public final class SchemaRegistration {
  private static final String LEVEL = "FULL_TRANSITIVE";

  private final SchemaRegistryClient client;
  private final RegistryRetry patience;
  private final SchemaIds ids;

  /**
   * @param ids learns the registered IDs
   */
  SchemaRegistration(SchemaRegistryClient client, RegistryRetry patience, SchemaIds ids) {
    this.client = client;
    this.patience = patience;
    this.ids = ids;
  }

  /**
   * @param types by topic
   * @throws IllegalStateException if a subject holds a schema that is incompatible with this
   *     release's, naming the subject and what the registry says
   * @throws RegistryAwayException if the registry stayed away
   */
  public void register(Map<String, Class<? extends SpecificRecord>> types) {
    types.forEach((topic, type) -> register(topic, ContractSchemas.published(type)));
  }

  private void register(String topic, AvroSchema schema) {
    String subject = ContractSchemas.subject(topic);
    try {
      // the level first: it decides what the registration is checked against
      if (!LEVEL.equals(level(subject))) {
        patience.ask(
            "compatibility of " + subject, () -> client.updateCompatibility(subject, LEVEL));
      }
      patience.ask("registration of " + subject, () -> client.register(subject, schema));
      // a follower may lag behind the leader that registered it
      Duration lag = patience.longest();
      // into the client's caches, where serializers and deserializers find them without blocking
      // their threads, even if the registry has gone away since
      int id =
          patience.ask("the ID of " + subject, () -> client.getId(subject, schema, false), lag);
      patience.ask("schema " + id, () -> client.getSchemaBySubjectAndId(subject, id), lag);
      ids.found(new SchemaKey(topic, id));
    } catch (RestClientException refused) {
      throw new IllegalStateException(
          "the schema registry refuses this release's "
              + schema.name()
              + " under "
              + subject
              + " ("
              + refused.getMessage()
              + "): the subject belongs to something else or to a newer contract; use another topic"
              + " prefix, or delete the subject if nobody needs it",
          refused);
    } catch (IOException invalid) {
      throw new IllegalStateException(
          "the schema registry's answer about " + subject + " is not an Avro schema", invalid);
    }
  }

  private String level(String subject) throws IOException, RestClientException {
    try {
      return patience.ask("compatibility of " + subject, () -> client.getCompatibility(subject));
    } catch (RestClientException none) {
      // 40401 or 40408: the subject has no level of its own
      return "";
    }
  }
}
