package dev.sluice.local.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.Ints;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request as a route sees it: what stands for the braces of its path, the query, the body.
 */
record Request(List<String> arguments, Map<String, String> query, String body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  String argument(int index) {
    return arguments.get(index);
  }

  int schemaId() {
    Integer id = Ints.tryParse(argument(0));
    if (id == null) {
      throw RegistryException.noSchema(argument(0));
    }
    return id;
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(query.get(name));
  }

  RegisterSchemaRequest schema() {
    try {
      return JSON.treeToValue(object(), RegisterSchemaRequest.class);
    } catch (IOException e) {
      throw RegistryException.invalidSchema("the body is not a JSON object with a \"schema\"");
    }
  }

  CompatibilityLevel level() {
    @Nullable CompatibilityLevel level = null;
    try {
      level =
          CompatibilityLevel.forName(
              object().path("compatibility").asText().toUpperCase(Locale.ROOT));
    } catch (IOException e) {
      throw RegistryException.invalidLevel();
    }
    if (level == null) {
      throw RegistryException.invalidLevel();
    }
    return level;
  }

  private ObjectNode object() throws IOException {
    JsonNode json = JSON.readTree(body);
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw new IOException("no JSON object");
  }
}
