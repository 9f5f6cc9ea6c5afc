package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns when the latest version of a subject lacks fields of this release's contract, such as the
 * schema of a client that registered only the fields that it uses. Clients with {@code
 * use.latest.version=true} write and read with that version, and lose what it lacks without an
 * error. A version with more fields, of a newer release, is fine. Any thread.
 */
final class LatestVersions {
  private static final Logger log = LoggerFactory.getLogger(LatestVersions.class);
  private static final int MOST_FIELDS = 20;

  private final RegistryClient registry;
  private final Map<String, Registered> contract = new ConcurrentHashMap<>();
  private final Set<Warned> warned = ConcurrentHashMap.newKeySet();

  /** A schema of the contract, and its ID in the registry. */
  private record Registered(Schema schema, int id) {}

  private record Warned(String subject, int version) {}

  LatestVersions(RegistryClient registry) {
    this.registry = registry;
  }

  /** Call when the topic's schema of this release is registered. */
  void registered(SchemaKey key, AvroSchema schema) {
    contract.put(key.topic(), new Registered(schema.rawSchema(), key.id()));
  }

  /** Checks the subjects of all topics; see {@link #check(String)}. */
  void check() {
    contract.forEach((topic, ours) -> check(topic));
  }

  /**
   * Checks a topic's subject, once for each version that it lacks fields. Blocks for two exchanges
   * with the registry; a failure of these is not repeated, and not reported: others are.
   */
  void check(String topic) {
    Registered ours = contract.get(topic);
    if (ours == null) {
      return;
    }
    String subject = ContractSchemas.subject(topic);
    try {
      UncachedRegistry.LatestVersion latest = registry.uncached().latest(subject);
      Warned line = new Warned(subject, latest.version());
      if (latest.id() == ours.id() || warned.contains(line)) {
        return;
      }
      ParsedSchema schema = registry.client().getSchemaBySubjectAndId(subject, latest.id());
      if (schema instanceof AvroSchema avro) {
        List<String> lacking = SchemaFields.lacking(ours.schema(), avro.rawSchema());
        if (!lacking.isEmpty() && warned.add(line)) {
          warn(line, lacking);
        }
      }
    } catch (IOException | RestClientException | RuntimeException failed) {
      log.debug("the latest version of {} can't be looked at", subject, failed);
    }
  }

  private static void warn(Warned line, List<String> lacking) {
    int more = lacking.size() - MOST_FIELDS;
    log.warn(
        "version {} of {}, its latest, lacks fields of this release: {}{}; clients with"
            + " use.latest.version=true lose these without an error. Delete that version (DELETE"
            + " /subjects/{}/versions/{}; records that were written with it stay readable), and set"
            + " auto.register.schemas=false in the client that registered it",
        line.version(),
        line.subject(),
        String.join(", ", lacking.subList(0, Math.min(lacking.size(), MOST_FIELDS))),
        more > 0 ? " and " + more + " more" : "",
        line.subject(),
        line.version());
  }
}
