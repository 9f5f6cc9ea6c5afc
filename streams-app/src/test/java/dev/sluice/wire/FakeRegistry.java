package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A registry in memory that can be told to be away, for some questions or for good. */
final class FakeRegistry extends MockSchemaRegistryClient {
  private final Queue<Exception> faults = new ArrayDeque<>();
  private @Nullable Exception lasting;
  private int questions;

  FakeRegistry failsOnce(Exception fault) {
    faults.add(fault);
    return this;
  }

  void fails(@Nullable Exception fault) {
    lasting = fault;
  }

  int questions() {
    return questions;
  }

  @Override
  public ParsedSchema getSchemaBySubjectAndId(String subject, int id)
      throws IOException, RestClientException {
    fault();
    return super.getSchemaBySubjectAndId(subject, id);
  }

  @Override
  public int getId(String subject, ParsedSchema schema, boolean normalize)
      throws IOException, RestClientException {
    fault();
    return super.getId(subject, schema, normalize);
  }

  @Override
  public int register(String subject, ParsedSchema schema) throws IOException, RestClientException {
    fault();
    return super.register(subject, schema);
  }

  @Override
  public Config getConfig(String subject) throws IOException, RestClientException {
    fault();
    return super.getConfig(subject);
  }

  private void fault() throws IOException, RestClientException {
    questions++;
    Exception fault = faults.isEmpty() ? lasting : faults.remove();
    if (fault instanceof IOException io) {
      throw io;
    } else if (fault instanceof RestClientException rest) {
      throw rest;
    }
  }
}
