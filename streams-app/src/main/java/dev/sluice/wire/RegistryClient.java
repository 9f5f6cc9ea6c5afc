package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Confluent's client of a schema registry, set as Sluice needs it.
 *
 * @param uncached asks the registry, past the client's cache
 * @param settings of Confluent's serializer and deserializer
 */
record RegistryClient(
    SchemaRegistryClient client, UncachedRegistry uncached, Map<String, Object> settings) {

  private static final String PREFIX = "schema.registry.";

  /** The client's own defaults, 60 s each and three retries, would outlast any transaction. */
  private static final Map<String, String> DEFAULTS =
      Map.of("http.connect.timeout.ms", "1500", "http.read.timeout.ms", "1500", "max.retries", "0");

  private static final Map<String, Object> FIXED =
      Map.of(
          "auto.register.schemas", false,
          "use.latest.version", false,
          "normalize.schemas", false,
          "avro.remove.java.properties", true,
          "specific.avro.reader", true);

  /**
   * The client's own caches of what is missing: they begin with the first such answer and repeat it
   * as if the registry had, so a registry that has just started would be believed.
   */
  private static final Set<String> MISSING_CACHES =
      Set.of("missing.id.cache.ttl.sec", "missing.schema.cache.ttl.sec");

  /**
   * @param urls separated by commas
   * @param settings passed to the client as they are
   * @throws IllegalArgumentException if a setting is not free, or contradicts another
   */
  static RegistryClient at(String urls, Map<String, String> settings) {
    if (urls.contains("@")) {
      // the client logs URLs
      throw new IllegalArgumentException(
          "the schema registry's URL holds credentials; set basic.auth.credentials.source=USER_INFO"
              + " and basic.auth.user.info instead");
    }
    settings.forEach(RegistryClient::check);
    RegistryRest rest = new RegistryRest(List.of(urls.split("\\s*,\\s*")));
    // gives the REST service its settings, too
    SchemaRegistryClient client = new RememberingRegistryClient(rest, withDefaults(settings));
    return new RegistryClient(client, rest, withFixed(settings, urls));
  }

  /** Over an existing client without a cache. */
  static RegistryClient over(SchemaRegistryClient client) {
    return new RegistryClient(
        client, new WithoutRest(client), withFixed(Map.of(), "http://unused"));
  }

  private record WithoutRest(SchemaRegistryClient client) implements UncachedRegistry {
    @Override
    public void get(String subject, int id) throws IOException, RestClientException {
      client.getSchemaBySubjectAndId(subject, id);
    }

    @Override
    public LatestVersion latest(String subject) throws IOException, RestClientException {
      SchemaMetadata latest = client.getLatestSchemaMetadata(subject);
      return new LatestVersion(latest.getVersion(), latest.getId());
    }

    @Override
    public String reply(String path) {
      return "no reply over HTTP";
    }
  }

  private static void check(String name, String value) {
    Object fixed = FIXED.get(name);
    if (fixed != null && !value.equals(fixed.toString())) {
      throw new IllegalArgumentException(name + " is " + fixed + " in Sluice and can't be changed");
    }
    if (MISSING_CACHES.contains(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)) {
      throw new IllegalArgumentException(
          name
              + " can't be set: the client would believe a registry that has just started; set"
              + " schema_registry.missing_id_grace and missing_id_ttl instead");
    }
  }

  private static Map<String, Object> withDefaults(Map<String, String> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    DEFAULTS.forEach(
        (key, value) -> {
          // the client refuses a key that occurs with and without its prefix
          if (!settings.containsKey(PREFIX + key)) {
            all.putIfAbsent(key, value);
          }
        });
    return all;
  }

  private static Map<String, Object> withFixed(Map<String, String> settings, String urls) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putAll(FIXED);
    all.put("schema.registry.url", urls);
    return all;
  }
}
