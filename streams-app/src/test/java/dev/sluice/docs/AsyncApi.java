package dev.sluice.docs;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** docs/asyncapi.yaml with its inner references followed; asking for what it lacks is an error. */
record AsyncApi(JsonNode root) {
  static final Path FILE = Path.of("../docs/asyncapi.yaml");

  static AsyncApi read() {
    try {
      return new AsyncApi(new YAMLMapper().readTree(FILE.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String version() {
    return root.path("info").path("version").textValue();
  }

  /** The topics, as often as they are described. */
  List<String> addresses() {
    return root.path("channels").findValuesAsText("address");
  }

  /** The topics with an operation of that kind, from Sluice's side. */
  Set<String> addresses(String action) {
    return stream(root.path("operations"))
        .filter(operation -> operation.path("action").asText().equals(action))
        .map(operation -> followed(operation.path("channel")).path("address").textValue())
        .collect(toSet());
  }

  JsonNode channel(String address) {
    return stream(root.path("channels"))
        .filter(channel -> channel.path("address").asText().equals(address))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no channel " + address));
  }

  /** The Kafka binding of a channel or a message. */
  JsonNode kafka(JsonNode of) {
    return followed(of.path("bindings")).required("kafka");
  }

  /** The files of all messages with a value; each has a key that is text and names its schema. */
  List<String> schemas(String address) {
    return messages(address).stream()
        .filter(message -> !message.required("payload").path("type").asText().equals("null"))
        .peek(
            message -> {
              JsonNode binding = kafka(message);
              if (!binding.required("key").path("type").asText().equals("string")
                  || !binding.required("schemaIdLocation").asText().equals("payload")
                  || !binding.required("schemaLookupStrategy").asText().equals("TopicNameStrategy")
                  || !message.at("/payload/schemaFormat").asText().contains("vnd.apache.avro;")) {
                throw new IllegalArgumentException(address + " is not described as it is written");
              }
            })
        .map(message -> message.at("/payload/schema/$ref").asText())
        .toList();
  }

  /** The names of all headers that records of a topic may bear. */
  Set<String> headers(String address) {
    return messages(address).stream()
        .flatMap(
            message -> followed(message.path("headers")).path("properties").properties().stream())
        .map(header -> header.getKey())
        .collect(toSet());
  }

  private List<JsonNode> messages(String address) {
    return stream(channel(address).required("messages")).map(this::followed).toList();
  }

  private JsonNode followed(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.startsWith("#") ? followed(root.requiredAt(reference.substring(1))) : node;
  }

  private static Stream<JsonNode> stream(JsonNode container) {
    return StreamSupport.stream(container.spliterator(), false);
  }
}
