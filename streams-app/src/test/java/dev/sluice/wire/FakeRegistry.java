package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory that can be told to be away, for some questions or for good, and by a rule.
 */
final class FakeRegistry extends MockSchemaRegistryClient {
  private final Queue<Exception> faults = new ArrayDeque<>();
  private final Map<Integer, Integer> looks = new HashMap<>();
  private Fault rule = id -> null;
  private int questions;

  /** What happens to the question for a schema; null for its answer. */
  interface Fault {
    @Nullable Exception of(int schemaId);
  }

  FakeRegistry failsOnce(Exception fault) {
    faults.add(fault);
    return this;
  }

  void fails(@Nullable Exception fault) {
    rule = id -> fault;
  }

  void fails(Fault rule) {
    this.rule = rule;
  }

  /** How often it was asked for the schema. */
  int looks(int schemaId) {
    return looks.getOrDefault(schemaId, 0);
  }

  int questions() {
    return questions;
  }

  @Override
  public ParsedSchema getSchemaBySubjectAndId(String subject, int id)
      throws IOException, RestClientException {
    looks.merge(id, 1, Integer::sum);
    fault(id);
    // Confluent's mock knows no IDs of other subjects, and answers so without a code of its own
    return super.getSchemaBySubjectAndId(subject, id);
  }

  @Override
  public int getId(String subject, ParsedSchema schema, boolean normalize)
      throws IOException, RestClientException {
    fault(-1);
    return super.getId(subject, schema, normalize);
  }

  @Override
  public int register(String subject, ParsedSchema schema) throws IOException, RestClientException {
    fault(-1);
    return super.register(subject, schema);
  }

  @Override
  public Config getConfig(String subject) throws IOException, RestClientException {
    fault(-1);
    return super.getConfig(subject);
  }

  private void fault(int schemaId) throws IOException, RestClientException {
    questions++;
    Exception fault = faults.isEmpty() ? rule.of(schemaId) : faults.remove();
    if (fault instanceof IOException io) {
      throw io;
    } else if (fault instanceof RestClientException rest) {
      throw rest;
    }
  }
}
