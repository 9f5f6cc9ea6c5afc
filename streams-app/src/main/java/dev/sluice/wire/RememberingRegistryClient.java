package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Confluent's client, which remembers without a lock what serializers ask for with each record: its
 * own cache counts its hits for an eviction, under locks, which costs as much as decoding a small
 * record. What a registry has told once never changes. Any thread.
 */
final class RememberingRegistryClient extends CachedSchemaRegistryClient {
  private static final int MAX_SCHEMAS = 1_000;

  private final Map<String, Written> written = new ConcurrentHashMap<>();
  private final Map<Read, ParsedSchema> read = new ConcurrentHashMap<>();

  /**
   * @param schema compared by identity: whoever writes has one for all records
   */
  private record Written(ParsedSchema schema, int id) {}

  private record Read(String subject, int id) {}

  RememberingRegistryClient(RestService rest, Map<String, Object> settings) {
    super(rest, MAX_SCHEMAS, List.of(new AvroSchemaProvider()), settings, Map.of());
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // equality compares all fields
  public int getId(String subject, ParsedSchema schema, boolean normalize)
      throws IOException, RestClientException {
    Written known = written.get(subject);
    if (known != null && known.schema() == schema && !normalize) {
      return known.id();
    }
    int id = super.getId(subject, schema, normalize);
    if (!normalize) {
      written.put(subject, new Written(schema, id));
    }
    return id;
  }

  @Override
  public ParsedSchema getSchemaBySubjectAndId(String subject, int id)
      throws IOException, RestClientException {
    Read asked = new Read(subject, id);
    ParsedSchema known = read.get(asked);
    if (known == null) {
      known = super.getSchemaBySubjectAndId(subject, id);
      if (read.size() < MAX_SCHEMAS) {
        read.put(asked, known);
      }
    }
    return known;
  }

  @Override
  public synchronized void reset() {
    super.reset();
    written.clear();
    read.clear();
  }
}
