package dev.sluice.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Files for deployments, with anchors and merge keys followed. */
final class Manifests {
  static final Path ROOT = Path.of("..");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifests() {}

  static JsonNode read(String file) throws IOException {
    return documents(ROOT.resolve(file)).get(0);
  }

  /** All documents of all files of a directory. */
  static List<JsonNode> readAll(String directory) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        all.addAll(documents(file));
      }
    }
    return all;
  }

  private static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file)) {
      for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
        documents.add(JSON.valueToTree(document));
      }
    }
    return documents;
  }

  /** The members of a list, or the values of a mapping. */
  static Stream<JsonNode> each(JsonNode node) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(node.elements(), Spliterator.ORDERED), false);
  }

  /** The paths of the query service, as its OpenAPI document has them. */
  static List<String> paths() throws IOException {
    try (var document = Manifests.class.getResourceAsStream("/dev/sluice/http/openapi.json")) {
      List<String> paths = new ArrayList<>();
      JSON.readTree(document).path("paths").fieldNames().forEachRemaining(paths::add);
      return paths;
    }
  }
}
