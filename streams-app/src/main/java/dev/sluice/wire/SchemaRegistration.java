package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Registers the contract's schemas and sets their subjects to FULL_TRANSITIVE. Run once at start by
 * the starting thread, which it blocks; idempotent.
 */
public final class SchemaRegistration {
  private static final String LEVEL = "FULL_TRANSITIVE";

  private final RegistryClient registry;
  private final SchemaRegistryClient client;
  private final RegistryRetry patience;
  private final SchemaIds ids;

  /**
   * @param ids learns the registered IDs
   */
  SchemaRegistration(RegistryClient registry, RegistryRetry patience, SchemaIds ids) {
    this.registry = registry;
    this.client = registry.client();
    this.patience = patience;
    this.ids = ids;
  }

  /**
   * @param types by topic
   * @throws IllegalStateException if a subject holds a schema that is incompatible with this
   *     release's, naming the subject and what the registry says
   * @throws RegistryAwayException if the registry stayed away, or no registry listens at the URL
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
      SchemaKey key = new SchemaKey(topic, id);
      ids.found(key);
      ids.latest().registered(key, schema);
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
      return patience.askFirst(
          "compatibility of " + subject,
          () -> {
            @Nullable String level = client.getCompatibility(subject);
            if (level == null) {
              throw new ProtocolException("JSON without a level of compatibility");
            }
            return level;
          });
    } catch (RestClientException none) {
      // 40401 or 40408: the subject has no level of its own
      return "";
    } catch (RegistryAwayException away) {
      throw RegistryReplies.isForeign(away.getCause()) ? wrongUrl(subject, away) : away;
    }
  }

  private RegistryAwayException wrongUrl(String subject, RegistryAwayException away) {
    String reply;
    try {
      reply = registry.uncached().reply("/config/" + subject);
    } catch (IOException gone) {
      reply = RegistryReplies.reason(gone);
    }
    return new RegistryAwayException(
        "schema_registry.url does not lead to a schema registry: "
            + reply
            + "; correct it, with the path of the registry's API if it has one, such as"
            + " /apis/ccompat/v7 (Apicurio Registry)",
        away);
  }
}
