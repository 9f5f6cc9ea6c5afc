package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;

/** Asks a schema registry, past the caches of Confluent's client. Any thread. */
interface UncachedRegistry {
  /** A version of a subject, and the ID of its schema. */
  record LatestVersion(int version, int id) {}

  void get(String subject, int id) throws IOException, RestClientException;

  /** The highest version of a subject. */
  LatestVersion latest(String subject) throws IOException, RestClientException;

  /** How the URL is replied to, whoever does it: for people, without the body. */
  String reply(String path) throws IOException;
}
