package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.List;

/** The REST part of Confluent's client, past its caches. Any thread. */
final class RegistryRest extends RestService implements UncachedRegistry {
  RegistryRest(List<String> urls) {
    super(urls);
  }

  @Override
  public void get(String subject, int id) throws IOException, RestClientException {
    getId(id, subject);
  }

  @Override
  public LatestVersion latest(String subject) throws IOException, RestClientException {
    Schema latest = getLatestVersion(subject);
    return new LatestVersion(latest.getVersion(), latest.getId());
  }

  @Override
  public String reply(String path) throws IOException {
    URL url = URI.create(getBaseUrls().current() + path).toURL();
    HttpURLConnection connection = buildConnection(url, "GET", DEFAULT_REQUEST_PROPERTIES);
    try {
      int status = connection.getResponseCode();
      String type = connection.getContentType();
      return "GET %s is answered with HTTP status %d and %s"
          .formatted(url, status, type == null ? "no content type" : "content type " + type);
    } finally {
      connection.disconnect();
    }
  }
}
